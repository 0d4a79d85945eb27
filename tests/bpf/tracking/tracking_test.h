// SPDX-License-Identifier: Apache-2.0
// The fixture of the tests in this folder: one service `web` of 31 slots, whose clients are numbered.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dataplane/tracking/slot.h"
#include "support/balancer/balancer.h"

namespace shunt::net {
inline void PrintTo(const IpAddress& address, std::ostream* out) { *out << address.to_string(); }
}  // namespace shunt::net

namespace shunt::tracking {

using balancer::kAck;
using balancer::kFin;
using balancer::kRst;
using balancer::kSyn;

using Backend = std::optional<net::IpAddress>;

/// Both address families, by their VIP and the backends' addresses.
struct Family {
  const char* vip;
  const char* a;
  const char* b;
  const char* c;
  friend void PrintTo(const Family& family, std::ostream* out) { *out << family.vip; }
};
inline constexpr Family kIpv4{"192.0.2.10", "198.51.100.11", "198.51.100.12", "198.51.100.13"};
inline constexpr Family kIpv6{"2001:db8::10", "2001:db8:b::11", "2001:db8:b::12", "2001:db8:b::13"};

inline net::IpAddress address(const char* text) { return net::IpAddress::parse(text).value(); }

class Tracking : public testing::TestWithParam<Family> {
 protected:
  /// Longer than any window of Settings{}.
  static constexpr std::uint32_t kWindow = 53;

  void SetUp() override;

  /// A balancer with other settings, or one that may be restarted, for this test alone.
  void load(const balancer::Settings& settings);

  /// `web` with backends a and b.
  balancer::Wanted& web(model::Scheduler scheduler = model::Scheduler::kMaglev);

  [[nodiscard]] const Family& family() const { return GetParam(); }
  [[nodiscard]] net::IpAddress a() const { return address(family().a); }
  [[nodiscard]] net::IpAddress b() const { return address(family().b); }
  [[nodiscard]] net::IpAddress c() const { return address(family().c); }

  Backend syn(std::uint32_t client) { return send(client, kSyn); }
  Backend ack(std::uint32_t client) { return send(client, kAck); }
  Backend send(std::uint32_t client, std::uint8_t flags) {
    return lb().send(balancer::client_of(address(family().vip), client), flags);
  }
  Backend udp(std::uint32_t client) {
    return lb().send(balancer::client_of(address(family().vip), client, net::Protocol::kUdp));
  }

  /// Begins flows 0 to `count` - 1 and says where they are.
  std::vector<Backend> open(std::uint32_t count);
  /// Where a packet of each goes now.
  std::vector<Backend> where(std::size_t count);

  /// The slot of a client's flows, with the addresses of its backends.
  struct Slot {
    net::IpAddress current;
    net::IpAddress previous;
    shunt_slot row;
  };
  Slot slot_of(std::uint32_t client, net::Protocol protocol = net::Protocol::kTcp);

  /// The first client from `first` on whose old flows are at `previous` and whose new ones go to `current`.
  std::uint32_t client_between(const net::IpAddress& previous, const net::IpAddress& current,
                               std::uint32_t first = 0, net::Protocol protocol = net::Protocol::kTcp);

  [[nodiscard]] const dataplane::Table& table() { return *lb().published("web").table; }

  balancer::Balancer& lb() { return *balancer_; }

  /// Nothing was looked up or recorded: the table is empty, and the counters stand still.
  [[nodiscard]] testing::AssertionResult untouched();

 private:
  static std::unique_ptr<balancer::Balancer>& shared();
  balancer::Balancer* balancer_ = nullptr;
  std::unique_ptr<balancer::Balancer> own_;
};

}  // namespace shunt::tracking
