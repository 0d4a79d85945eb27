// SPDX-License-Identifier: Apache-2.0
#include "history/track.h"

#include <algorithm>
#include <limits>

namespace shunt::history {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Track::Track(std::span<const Measure> measures, std::size_t points)
    : measures_(measures), points_(points), rings_(measures.size() * points, kGap) {}

Rates Track::note(std::uint32_t tick, const Values& values, std::optional<double> seconds) {
  Rates rates;
  for (std::size_t i = 0; i < kMeasures; ++i) {
    const auto& now = values[i];
    const auto& before = last_[i];
    if (static_cast<Measure>(i) == Measure::kFlows) {
      rates[i] = now ? static_cast<double>(*now) : kUnknown;
    } else {
      const bool known = now && before && *now >= *before && seconds && tick == noted_ + 1;
      rates[i] = known ? static_cast<double>(*now - *before) / *seconds : kUnknown;
    }
    last_[i] = now;
  }
  write(tick, rates);
  return rates;
}

void Track::note(std::uint32_t tick, const Rates& rates) { write(tick, rates); }

void Track::write(std::uint32_t tick, const Rates& rates) {
  const auto left_out = std::min<std::size_t>(tick - noted_ - 1, points_);
  noted_ = tick;
  if (points_ == 0) return;
  for (std::size_t row = 0; row < measures_.size(); ++row) {
    const auto ring = std::span(rings_).subspan(row * points_, points_);
    for (std::size_t back = 1; back <= left_out; ++back) ring[(tick - back) % points_] = kGap;
    ring[tick % points_] = pack(rates[static_cast<std::size_t>(measures_[row])]);
  }
}

std::vector<double> Track::points(Measure measure, std::uint32_t tick) const {
  const auto found = std::ranges::find(measures_, measure);
  if (found == measures_.end() || points_ == 0) return {};
  const auto row = static_cast<std::size_t>(found - measures_.begin());
  const auto ring = std::span(rings_).subspan(row * points_, points_);
  std::vector<double> points(points_, kUnknown);
  for (std::size_t back = 0; back < points_ && back <= tick; ++back) {
    const auto at = tick - static_cast<std::uint32_t>(back);
    if (at <= noted_) points[points_ - 1 - back] = unpack(ring[at % points_]);
  }
  return points;
}

std::size_t Track::bytes() const { return sizeof(Track) + rings_.capacity() * sizeof(Packed); }

}  // namespace shunt::history
