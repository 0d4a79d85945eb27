// SPDX-License-Identifier: Apache-2.0
// Backends whose way comes and goes: each change moves or drops packets, however well it is a second later. Pure:
// it is told the time.
#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "control/alarm.h"
#include "net/address.h"

namespace shunt::control {

class Flaps {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::minutes kWindow{5};
  static constexpr std::size_t kMany = 5;  ///< changes within the window; one outage is two of them

  /// The way of a backend now, in any words that are equal for equal ways; empty: there is none.
  void follow(const net::IpAddress& backend, const std::string& way, Time now);

  /// Forgets all others. `backends` is sorted.
  void keep_only(const std::vector<net::IpAddress>& backends);

  /// A line for all that flap, with the first three of them: "next hops flap: 198.51.100.11 (6 changes in 5 min)".
  [[nodiscard]] Alarms alarms(Time now) const;

 private:
  struct Followed {
    std::string way;
    std::deque<Time> changes;  ///< at most kMost, oldest first
  };
  static constexpr std::size_t kMost = 100;

  std::unordered_map<net::IpAddress, Followed> backends_;
};

}  // namespace shunt::control
