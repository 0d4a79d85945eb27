// SPDX-License-Identifier: Apache-2.0
#include "scheduler/quota.h"

#include <algorithm>
#include <numeric>

namespace shunt::scheduler {
namespace {

/// A weight's claim to one slot more, or to the one that it could lose. Webster: the claim to slot number n+1 has
/// the strength weight / (2n + 1), a fraction that is compared by cross multiplication.
struct Claim {
  std::uint32_t position;
  std::uint64_t weight;
  std::uint64_t divisor;  ///< 0: the first slot, stronger than all that have a divisor

  /// Whether this claim is the stronger one. A total order, so that the result is unique.
  [[nodiscard]] bool beats(const Claim& other) const {
    if ((divisor == 0) != (other.divisor == 0)) return divisor == 0;
    const std::uint64_t mine = weight * std::max<std::uint64_t>(other.divisor, 1);
    const std::uint64_t theirs = other.weight * std::max<std::uint64_t>(divisor, 1);
    return mine != theirs ? mine > theirs : position < other.position;
  }
};

/// The claim to slot number `index`, counted from 0.
Claim claim_to(std::uint32_t position, std::uint32_t weight, std::uint64_t index) {
  return {position, weight, index == 0 ? 0 : 2 * index + 1};
}

/// Hands out `missing` slots, each to the strongest claim.
void add_slots(std::span<const std::uint32_t> weights, std::uint64_t missing, std::vector<std::uint32_t>& shares) {
  const auto weaker = [](const Claim& a, const Claim& b) { return b.beats(a); };
  std::vector<Claim> claims;
  for (std::uint32_t i = 0; i < weights.size(); ++i)
    if (weights[i] != 0) claims.push_back(claim_to(i, weights[i], shares[i]));
  std::make_heap(claims.begin(), claims.end(), weaker);
  for (; missing != 0; --missing) {
    std::pop_heap(claims.begin(), claims.end(), weaker);
    Claim& best = claims.back();
    best = claim_to(best.position, weights[best.position], ++shares[best.position]);
    std::push_heap(claims.begin(), claims.end(), weaker);
  }
}

/// Takes `surplus` slots back, each from the weakest claim.
void remove_slots(std::span<const std::uint32_t> weights, std::uint64_t surplus,
                  std::vector<std::uint32_t>& shares) {
  const auto stronger = [](const Claim& a, const Claim& b) { return a.beats(b); };
  std::vector<Claim> held;
  for (std::uint32_t i = 0; i < weights.size(); ++i)
    if (shares[i] != 0) held.push_back(claim_to(i, weights[i], shares[i] - 1));
  std::make_heap(held.begin(), held.end(), stronger);
  for (; surplus != 0; --surplus) {
    std::pop_heap(held.begin(), held.end(), stronger);
    const std::uint32_t position = held.back().position;
    held.pop_back();
    if (--shares[position] == 0) continue;
    held.push_back(claim_to(position, weights[position], shares[position] - 1));
    std::push_heap(held.begin(), held.end(), stronger);
  }
}

}  // namespace

std::vector<std::uint32_t> divide_slots(std::span<const std::uint32_t> weights, std::uint32_t slots) {
  std::vector<std::uint32_t> shares(weights.size(), 0);
  const std::uint64_t total = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
  if (total == 0) return shares;
  // Rounding every exact share is Webster's result for some number of slots within n of the one asked for; from
  // there the method itself leads, in either direction.
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] == 0) continue;
    const std::uint64_t rounded = (2 * std::uint64_t{weights[i]} * slots + total) / (2 * total);
    shares[i] = static_cast<std::uint32_t>(std::max<std::uint64_t>(rounded, 1));
    sum += shares[i];
  }
  if (sum < slots) add_slots(weights, slots - sum, shares);
  if (sum > slots) remove_slots(weights, sum - slots, shares);
  return shares;
}

}  // namespace shunt::scheduler
