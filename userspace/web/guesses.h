// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <map>

#include "net/address.h"

namespace shunt::web {

/// Who sends wrong passwords waits: kFree of them for nothing, then for a second, two, four and so on before the
/// next is looked at. By client address, of IPv6 by its /64. Pure: the caller has the clock.
class Guesses {
 public:
  using Clock = std::chrono::steady_clock;

  static constexpr unsigned kFree = 5;
  static constexpr std::chrono::seconds kLongest{60};
  static constexpr std::chrono::minutes kForgotten{15};  ///< after the last wrong one
  static constexpr std::size_t kMostAddresses = 1024;    ///< then the one that was wrong longest ago is forgotten
  static constexpr unsigned kMostAtOnce = 2;             ///< passwords of one address that are looked at at a time

  /// Time until a password of `client` is looked at; 0: now, and begin() has to follow.
  [[nodiscard]] std::chrono::seconds wait(const net::IpAddress& client, Clock::time_point now) const;

  /// One is being looked at; end() follows.
  void begin(const net::IpAddress& client, Clock::time_point now);
  void end(const net::IpAddress& client, bool right, Clock::time_point now);

  /// Wrong ones in a row.
  [[nodiscard]] unsigned wrong(const net::IpAddress& client) const;

  [[nodiscard]] std::size_t size() const { return known_.size(); }

 private:
  struct Known {
    unsigned wrong = 0;
    unsigned under_way = 0;
    Clock::time_point last{};
    Clock::time_point not_before{};
  };

  void make_room(Clock::time_point now);

  std::map<net::IpAddress, Known> known_;
};

}  // namespace shunt::web
