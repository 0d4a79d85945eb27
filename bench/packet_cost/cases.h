// SPDX-License-Identifier: Apache-2.0
// What is measured: one kind of packet, the service that it meets, and what must become of it.
#pragma once

#include <cstdint>
#include <span>

#include "model/config.h"
#include "net/address.h"

namespace shunt::bench {

/// What the counters must say of every round.
enum class Expected : std::uint8_t { kTransmitted, kRedirected, kPassed, kUnresolved, kTooBig };

/// How the service is found.
enum class Lookup : std::uint8_t {
  kExact,          ///< address and port are a key
  kPrefix,         ///< a VIP of /24 or /64
  kPortRange,      ///< ports 1 to 1023
  kNone,           ///< another address, while all services have exact keys
  kNoneWithRules,  ///< another address, while one service has a VIP prefix
};

/// The state of the service's slots.
enum class Slots : std::uint8_t {
  kSteady,
  kMigrating,  ///< a backend has been added: every slot has changed, and its flows are recorded
  kTracked,    ///< the window is over: flows of before are found in the flow table
  kUnknown,    ///< migrating, and no flow may be recorded: what a packet pays that finds nothing
};

struct Case {
  const char* name;
  net::Family inner = net::Family::kIpv4;
  net::Family outer = net::Family::kIpv4;
  net::Protocol protocol = net::Protocol::kTcp;
  model::Forwarding forwarding = model::Forwarding::kIpip;
  Lookup lookup = Lookup::kExact;
  Expected expected = Expected::kTransmitted;
  bool syn = false;
  Slots slots = Slots::kSteady;
  model::Scheduler scheduler = model::Scheduler::kMaglev;
  model::Passive passive = model::Passive::kOff;
  double target = 0;  ///< greatest ratio to a bare XDP_TX; 0: none is set
};

std::span<const Case> cases();

}  // namespace shunt::bench
