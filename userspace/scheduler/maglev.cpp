// SPDX-License-Identifier: Apache-2.0
// All backends set out at the same time, each through the slots in its own order and at a pace proportional to its
// weight. A slot belongs to the first backend to arrive that still wants one; who has its share stops.
//
// Maglev gives every backend one slot a turn instead, however far it must walk for it. There, who had bad luck
// jumps ahead of others, which moves their slots too, and so on; here a backend arrives at a slot at a time that
// no other backend can change. The loss of one disturbs the others about half as much (docs/scheduler.md).
#include "scheduler/maglev.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "scheduler/permutation.h"
#include "scheduler/quota.h"
#include "scheduler/table_size.h"

namespace shunt::scheduler {
namespace {

/// Later than every arrival: see kLastArrival.
constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

/// A backend of weight 1 arrives at its last slot not after this time. Arrivals are its upper 32 bits.
constexpr std::uint64_t kLastArrival = std::uint64_t{1} << 63;

/// A backend on its way through the slots.
struct Walker {
  std::uint64_t clock = 0;  ///< when it arrives at `position`
  std::uint64_t pace = 0;   ///< time for a step
  std::uint32_t position = 0;
  std::uint32_t step = 0;
  std::uint32_t wanted = 0;  ///< slots missing to its share
  std::uint32_t candidate = 0;
};

/// The candidates with weight, in an order that does not depend on theirs.
std::vector<Walker> line_up(std::span<const Candidate> candidates, std::uint32_t size, std::uint64_t seed) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> order;
  order.reserve(candidates.size());
  for (std::uint32_t i = 0; i < candidates.size(); ++i)
    if (candidates[i].weight != 0) order.emplace_back(identity_hash(candidates[i].address, seed), i);
  std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : candidates[a.second].address < candidates[b.second].address;
  });

  std::vector<std::uint32_t> weights;
  weights.reserve(order.size());
  for (const auto& [identity, candidate] : order) weights.push_back(candidates[candidate].weight);
  const std::vector<std::uint32_t> shares = divide_slots(weights, size);

  std::vector<Walker> walkers;
  walkers.reserve(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Permutation permutation = make_permutation(order[i].first, size);
    const std::uint64_t pace = kLastArrival / size / weights[i];
    walkers.push_back({pace, pace, permutation.start, permutation.step, shares[i], order[i].second});
  }
  return walkers;
}

/// The walk of all. They need not walk at the same time: who arrives earlier takes the slot from who came later
/// but was there before, and that one walks on. In whatever order, the outcome is the same, as in stable matching
/// with preferences that agree (Gale and Shapley 1962).
class Race {
 public:
  Race(std::vector<Walker> walkers, std::uint32_t size)
      : walkers_(std::move(walkers)), arrivals_(size, kNobody), owners_(size) {}

  /// The candidate of each slot.
  std::vector<std::uint32_t> run() {
    for (bool all_done = false; !all_done;) {
      all_done = true;
      for (std::uint32_t i = 0; i < walkers_.size(); ++i)
        if (walkers_[i].wanted != 0 && walk(i)) all_done = false;
    }
    for (std::uint32_t& owner : owners_) owner = walkers_[owner].candidate;
    return std::move(owners_);
  }

 private:
  /// Walks until the share is full. True if that cost another walker a slot. No walker needs more than one round:
  /// while it wants a slot, one is free, and a free slot is one that it has not come to yet.
  bool walk(std::uint32_t me) {
    Walker walker = walkers_[me];
    const auto size = static_cast<std::uint32_t>(arrivals_.size());
    bool displaced_another = false;
    while (walker.wanted != 0) {
      const std::uint32_t slot = walker.position;
      const auto arrival = static_cast<std::uint32_t>(walker.clock >> 32);
      walker.clock += walker.pace;
      const std::uint32_t next = slot - walker.step;
      walker.position = slot < walker.step ? next + size : next;
      if (arrival > arrivals_[slot] || (arrival == arrivals_[slot] && me > owners_[slot])) continue;
      if (arrivals_[slot] != kNobody) {
        ++walkers_[owners_[slot]].wanted;
        displaced_another = true;
      }
      arrivals_[slot] = arrival;
      owners_[slot] = me;
      --walker.wanted;
    }
    walkers_[me] = walker;
    return displaced_another;
  }

  std::vector<Walker> walkers_;
  std::vector<std::uint32_t> arrivals_;  ///< by slot: when its owner arrived
  std::vector<std::uint32_t> owners_;    ///< by slot: index in walkers_
};

}  // namespace

std::vector<std::uint32_t> build_maglev_table(std::span<const Candidate> candidates, std::uint32_t table_size,
                                              std::uint64_t seed) {
  if (!is_prime(table_size)) return {};
  std::vector<Walker> walkers = line_up(candidates, table_size, seed);
  if (walkers.empty()) return {};
  return Race(std::move(walkers), table_size).run();
}

}  // namespace shunt::scheduler
