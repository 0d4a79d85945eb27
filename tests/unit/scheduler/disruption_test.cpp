// SPDX-License-Identifier: Apache-2.0
// How many slots change hands that need not when the set of backends changes.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "scheduler/maglev.h"
#include "scheduler/table_size.h"

namespace shunt::scheduler {
namespace {

using Table = std::vector<std::uint32_t>;
using WeightOf = std::function<std::uint32_t(std::size_t)>;

constexpr std::uint64_t kSeed = 7;
constexpr std::size_t kBackends = 100;

std::vector<Candidate> backends(const WeightOf& weight) {
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < kBackends; ++i)
    candidates.push_back({*net::IpAddress::parse("192.0.2." + std::to_string(i + 1)), weight(i)});
  return candidates;
}

Table table_of(const std::vector<Candidate>& candidates) {
  return build_maglev_table(candidates, choose_table_size(candidates.size()), kSeed);
}

/// The share of slots whose owner changed, among those that `subject` owned neither before nor after.
double moved_among_others(const Table& before, const Table& after, std::uint32_t subject) {
  std::size_t others = 0;
  std::size_t moved = 0;
  for (std::size_t slot = 0; slot < before.size(); ++slot) {
    if (before[slot] == subject || after[slot] == subject) continue;
    ++others;
    moved += before[slot] != after[slot] ? 1 : 0;
  }
  return static_cast<double>(moved) / static_cast<double>(others);
}

/// The worst case over the loss of each backend in turn. Weight 0 is absence (Maglev.TreatsWeightZeroAsAbsence).
double worst_loss_of_one(const std::vector<Candidate>& candidates) {
  const Table before = table_of(candidates);
  double worst = 0;
  for (std::uint32_t gone = 0; gone < candidates.size(); ++gone) {
    auto rest = candidates;
    rest[gone].weight = 0;
    worst = std::max(worst, moved_among_others(before, table_of(rest), gone));
  }
  return worst;
}

TEST(Disruption, LosingOneOfAHundredEqualBackendsMovesLessThanOnePercentOfTheOthers) {
  EXPECT_LT(worst_loss_of_one(backends([](std::size_t) { return 1; })), 0.01);
}

TEST(Disruption, LosingOneOfAHundredBackendsOfWeights1And3MovesLessThanOnePercentOfTheOthers) {
  EXPECT_LT(worst_loss_of_one(backends([](std::size_t i) { return i % 2 == 0 ? 1 : 3; })), 0.01);
}

TEST(Disruption, LosingOneOfAHundredBackendsOfWeights1To100MovesLessThanOnePercentOfTheOthers) {
  EXPECT_LT(worst_loss_of_one(backends([](std::size_t i) { return static_cast<std::uint32_t>(i + 1); })), 0.01);
}

TEST(Disruption, ReturnOfABackendRestoresTheTable) {
  auto candidates = backends([](std::size_t i) { return static_cast<std::uint32_t>(1 + i % 4); });
  const Table before = table_of(candidates);
  const std::uint32_t weight = std::exchange(candidates[17].weight, 0);
  EXPECT_NE(table_of(candidates), before);
  candidates[17].weight = weight;
  EXPECT_EQ(table_of(candidates), before);
}

TEST(Disruption, ChangeOfOneWeightMovesLessThanOnePercentOfTheOthers) {
  auto candidates = backends([](std::size_t) { return 10; });
  const Table before = table_of(candidates);
  for (const std::uint32_t weight : {1U, 9U, 11U, 20U}) {
    candidates[3].weight = weight;
    EXPECT_LT(moved_among_others(before, table_of(candidates), 3), 0.01) << "weight " << weight;
  }
}

TEST(Disruption, SlotsOfALostBackendSpreadOverAllOthers) {
  auto candidates = backends([](std::size_t) { return 1; });
  const Table before = table_of(candidates);
  candidates[0].weight = 0;
  const Table after = table_of(candidates);
  std::vector<std::size_t> gained(kBackends);
  for (std::size_t slot = 0; slot < before.size(); ++slot)
    if (before[slot] == 0) ++gained[after[slot]];
  EXPECT_EQ(gained[0], 0U);
  // 327 slots for 99 backends. A chain of successors would give them to a few.
  EXPECT_LT(*std::max_element(gained.begin(), gained.end()), 15U);
  EXPECT_GT(std::count_if(gained.begin(), gained.end(), [](std::size_t n) { return n > 0; }), 80);
}

}  // namespace
}  // namespace shunt::scheduler
