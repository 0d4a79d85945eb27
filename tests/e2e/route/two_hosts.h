// SPDX-License-Identifier: Apache-2.0
// Two hosts, joined by two cables:
//
//   here  a0 ---------- b0  there      192.0.2.0/25,   2001:db8:0:a::/64
//         a1 ---------- b1             192.0.2.128/25, 2001:db8:0:b::/64
//
// `here` resolves (.1, .129, ::1), `there` is backend and gateway (.2, .130, ::2). Neighbour discovery is hurried
// so that a neighbour that does not answer is given up after 0.2 s.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "e2e/route/namespace.h"
#include "route/next_hops.h"

namespace shunt::testing {

net::IpAddress address(const std::string& text);
net::MacAddress mac(const std::string& text);

// Of b0 and b1.
inline const net::MacAddress kB0 = mac("02:00:00:00:0b:00");
inline const net::MacAddress kB1 = mac("02:00:00:00:0b:01");

class TwoHosts : public ::testing::Test {
 protected:
  static constexpr std::chrono::seconds kDeadline{10};

  void SetUp() override;

  /// Opens the resolver in `here`.
  void open(std::optional<std::size_t> event_buffer = std::nullopt);
  void watch(const std::vector<std::string>& backends);

  /// Serves events, and refreshes every 0.1 s, until the condition holds. False when the deadline has passed.
  bool serve_until(const std::function<bool()>& condition);

  /// The same until the backend resolves to a next hop with this MAC address and satisfies `also`.
  ::testing::AssertionResult resolves(const std::string& backend, const net::MacAddress& destination,
                                      const std::function<bool(const route::NextHop&)>& also = {});

  /// The same until the backend's resolution is this reason.
  ::testing::AssertionResult unresolved(const std::string& backend, const std::string& reason);

  [[nodiscard]] std::string describe(const std::string& backend) const;

  std::optional<Namespace> here;
  std::optional<Namespace> there;
  std::unique_ptr<route::NextHops> next_hops;
  std::set<net::IpAddress> reported;  ///< by serve_until(), as changed
  std::vector<route::LinkEvent> link_events;
};

}  // namespace shunt::testing
