// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace shunt::scheduler {

/// Spreads each bit over all: the finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). 0 stays 0.
constexpr std::uint64_t mix(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

}  // namespace shunt::scheduler
