// SPDX-License-Identifier: Apache-2.0
#include "health/checker/latency.h"

#include <algorithm>
#include <numeric>

namespace shunt::health {

void Latency::add(std::chrono::microseconds latency) {
  last_ = latency;
  kept_[count_++ % kKept] = latency;
}

Latency::Spread Latency::spread() const {
  const auto size = static_cast<std::ptrdiff_t>(std::min(count_, kKept));
  if (size == 0) return {};
  const auto [min, max] = std::minmax_element(kept_.begin(), kept_.begin() + size);
  const auto sum = std::accumulate(kept_.begin(), kept_.begin() + size, std::chrono::microseconds{});
  return {.min = *min, .mean = sum / size, .max = *max};
}

}  // namespace shunt::health
