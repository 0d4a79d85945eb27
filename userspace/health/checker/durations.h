// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace shunt::health {

/// How long probes took, counted by upper bounds; grows only. Cost of add(): a few nanoseconds.
class Durations {
 public:
  using Time = std::chrono::microseconds;
  static constexpr std::array kBounds{Time(250),       Time(500),       Time(1'000),   Time(2'500),
                                      Time(5'000),     Time(10'000),    Time(25'000),  Time(50'000),
                                      Time(100'000),   Time(250'000),   Time(500'000), Time(1'000'000),
                                      Time(2'500'000), Time(10'000'000)};

  void add(Time duration) {
    const auto bound = std::ranges::lower_bound(kBounds, duration);
    ++counts_[static_cast<std::size_t>(bound - kBounds.begin())];
    sum_ += duration;
  }

  /// Of each bound those that took at most so long, and more than the bound before; at last those above all.
  [[nodiscard]] const std::array<std::uint64_t, kBounds.size() + 1>& counts() const { return counts_; }
  [[nodiscard]] Time sum() const { return sum_; }

 private:
  std::array<std::uint64_t, kBounds.size() + 1> counts_{};
  Time sum_{};
};

}  // namespace shunt::health
