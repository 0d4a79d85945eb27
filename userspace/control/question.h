// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "net/address.h"

namespace shunt::control {

/// A configuration that is no file of the controller's machine.
struct NamedText {
  std::string name;  ///< for the diagnostics
  std::string text;  ///< YAML
};

/// A packet of a client, in five numbers.
struct AskedTuple {
  net::IpAddress from;
  std::uint16_t from_port = 0;
  net::IpAddress to;  ///< of the same family
  std::uint16_t to_port = 0;
  net::Protocol protocol = net::Protocol::kTcp;
  bool begins = true;        ///< TCP: a SYN, else an ACK
  std::uint32_t length = 0;  ///< bytes of the IP packet; 0: its headers alone
};

/// What becomes of a packet? One of `tuple` and `frame` is there.
struct Question {
  std::optional<AskedTuple> tuple;
  std::optional<std::string> frame;  ///< from its Ethernet header on
  std::string interface;             ///< that it comes in by; empty: the first one that is attached
  std::optional<NamedText> config;   ///< in place of what runs, as a reload of it would leave things

  static constexpr std::size_t kLargestFrame = 3400;  ///< bytes that `frame` may have
};

}  // namespace shunt::control
