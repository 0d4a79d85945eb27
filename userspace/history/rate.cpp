// SPDX-License-Identifier: Apache-2.0
#include "history/rate.h"

#include <bit>
#include <limits>

namespace shunt::history {
namespace {

// A float has 23 bits of fraction below 8 of exponent: the upper 10 of them stay, and exponents from kLeast on.
constexpr unsigned kDropped = 13;
constexpr std::uint32_t kLeast = (127 - 12) << 10;

static_assert(std::numeric_limits<float>::is_iec559);

}  // namespace

Packed pack(double value) {
  if (!(value >= 0)) return kGap;
  const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(value));
  const std::uint32_t rounded = (bits + (1U << (kDropped - 1))) >> kDropped;
  if (rounded <= kLeast) return 0;
  const std::uint32_t packed = rounded - kLeast;
  return packed >= kGap ? kGap - 1 : static_cast<Packed>(packed);
}

double unpack(Packed packed) {
  if (packed == kGap) return std::numeric_limits<double>::quiet_NaN();
  if (packed == 0) return 0;
  return std::bit_cast<float>((packed + kLeast) << kDropped);
}

}  // namespace shunt::history
