// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace shunt::history {

/// A number that is not negative, in two bytes: 6 bits of exponent, 10 of fraction. Zero, or 2^-11 (0.0005) to
/// 2^51 within 0.05 %; what is less becomes zero, what is more the greatest.
using Packed = std::uint16_t;

inline constexpr Packed kGap = 0xffff;  ///< nobody knows

/// A NaN or a negative number becomes kGap.
Packed pack(double value);

/// kGap becomes a NaN.
double unpack(Packed packed);

}  // namespace shunt::history
