// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sequence.h"

#include <algorithm>
#include <numeric>

#include "scheduler/quota.h"

namespace shunt::scheduler {
namespace {

/// A candidate's next turn: at (2 * taken + 1) / (2 * share) of the way through the table.
struct Turn {
  std::uint32_t position;  ///< in the order of addresses
  std::uint64_t taken;
  std::uint64_t share;

  [[nodiscard]] bool comes_after(const Turn& other) const {
    const std::uint64_t mine = (2 * taken + 1) * other.share;
    const std::uint64_t theirs = (2 * other.taken + 1) * share;
    return mine != theirs ? mine > theirs : position > other.position;
  }
};

}  // namespace

std::vector<std::uint32_t> build_sequence(std::span<const Candidate> candidates, std::uint32_t table_size) {
  std::vector<std::uint32_t> order(candidates.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t i) -> const net::IpAddress& { return candidates[i].address; });
  std::vector<std::uint32_t> weights;
  weights.reserve(order.size());
  for (const auto i : order) weights.push_back(candidates[i].weight);
  const auto shares = divide_slots(weights, table_size);

  const auto later = [](const Turn& a, const Turn& b) { return a.comes_after(b); };
  std::vector<Turn> turns;
  for (std::uint32_t i = 0; i < shares.size(); ++i)
    if (shares[i] != 0) turns.push_back({.position = i, .taken = 0, .share = shares[i]});
  if (turns.empty()) return {};
  std::ranges::make_heap(turns, later);
  std::vector<std::uint32_t> sequence;
  sequence.reserve(table_size);
  while (sequence.size() < table_size) {
    std::ranges::pop_heap(turns, later);
    sequence.push_back(order[turns.back().position]);
    ++turns.back().taken;
    std::ranges::push_heap(turns, later);
  }
  return sequence;
}

}  // namespace shunt::scheduler
