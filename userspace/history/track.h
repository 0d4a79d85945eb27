// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "history/rate.h"

namespace shunt::history {

/// What is known of one thing. Counters become rates, gauges stay what they are.
enum class Measure : std::uint8_t {
  kPackets,   ///< counter
  kBytes,     ///< counter
  kDrops,     ///< counter: packets
  kNewFlows,  ///< counter
  kFlows,     ///< gauge
};
inline constexpr std::size_t kMeasures = 5;

/// Nothing: not known of this thing now.
using Values = std::array<std::optional<std::uint64_t>, kMeasures>;

/// Numbers of one tick: rates a second, and gauges; a NaN where nobody knows.
using Rates = std::array<double, kMeasures>;

/// The last points of a thing, a ring for each measure. Memory: 2 bytes a point and measure, and 140 bytes.
class Track {
 public:
  /// `measures` are kept, and no others. points: 0 keeps none, and rates are made all the same.
  Track(std::span<const Measure> measures, std::size_t points);

  /// Notes the values of tick `tick`, which is greater than any before; `seconds`: since the one before, which
  /// was tick - 1, or nothing: what happened in between is not known, and rates begin anew. So they do where a
  /// counter is less than it was. Ticks that were left out are gaps.
  Rates note(std::uint32_t tick, const Values& values, std::optional<double> seconds);

  /// As note(), of rates that are known.
  void note(std::uint32_t tick, const Rates& rates);

  /// The points of a measure up to `tick`, oldest first; empty if it is not kept.
  [[nodiscard]] std::vector<double> points(Measure measure, std::uint32_t tick) const;

  /// The tick of the last note().
  [[nodiscard]] std::uint32_t noted() const { return noted_; }

  [[nodiscard]] std::span<const Measure> measures() const { return measures_; }
  [[nodiscard]] bool keeps_points() const { return points_ > 0; }
  [[nodiscard]] std::size_t bytes() const;

 private:
  void write(std::uint32_t tick, const Rates& rates);

  std::span<const Measure> measures_;
  std::size_t points_;
  std::uint32_t noted_ = 0;
  std::array<std::optional<std::uint64_t>, kMeasures> last_{};
  std::vector<Packed> rings_;  // of each measure in turn
};

}  // namespace shunt::history
