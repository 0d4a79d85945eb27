// SPDX-License-Identifier: Apache-2.0
// How many of a table's slots each backend gets: whole numbers as near to the weights as whole numbers can be.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace shunt::scheduler {

/// Divides `slots` among `weights` by the divisor method of Webster (Sainte-Lague), with one slot at least for
/// every weight above 0. Returns one number per weight; they add up to `slots`, or are all 0 if all weights are.
///
/// A divisor method, and not the largest remainders, because it is monotone: when a weight goes away, no other
/// share shrinks, so no slot changes hands only because of rounding. With E = slots * weight / sum of weights and
/// at least 100 slots per weight above 0, each number is within max(1, E / 100) of E if every weight's E is at
/// least one half, and within max(1, 1/2 + E / 100) otherwise: the others pay for the one slot of tiny weights.
///
/// Equal claims to a last slot go to the earlier position: sort by identity first. If weights above 0 outnumber
/// the slots, the heaviest get one each. Integers only, so all machines agree; weight * slots must stay below
/// 2^62. Cost: O(n log n).
[[nodiscard]] std::vector<std::uint32_t> divide_slots(std::span<const std::uint32_t> weights, std::uint32_t slots);

}  // namespace shunt::scheduler
