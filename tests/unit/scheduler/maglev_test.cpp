// SPDX-License-Identifier: Apache-2.0
#include "scheduler/maglev.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <string>
#include <tuple>

#include "scheduler/permutation.h"
#include "scheduler/quota.h"

namespace shunt::scheduler {
namespace {

using Table = std::vector<std::uint32_t>;
using testing::Each;
using testing::Ne;

constexpr std::uint64_t kSeed = 42;

Candidate candidate(const std::string& address, std::uint32_t weight) {
  return {*net::IpAddress::parse(address), weight};
}

std::vector<Candidate> numbered(std::size_t count, std::uint32_t max_weight) {
  std::vector<Candidate> candidates;
  for (std::size_t i = 1; i <= count; ++i)
    candidates.push_back(
        candidate("203.0.113." + std::to_string(i), 1 + static_cast<std::uint32_t>(i) % max_weight));
  return candidates;
}

std::size_t slots_of(const Table& table, std::uint32_t owner) {
  return static_cast<std::size_t>(std::count(table.begin(), table.end(), owner));
}

/// The definition of the table, in the plainest way: all arrivals of all candidates, in the order of time.
Table reference_table(const std::vector<Candidate>& candidates, std::uint32_t size, std::uint64_t seed) {
  std::vector<std::tuple<std::uint64_t, std::uint32_t>> order;
  for (std::uint32_t i = 0; i < candidates.size(); ++i)
    if (candidates[i].weight != 0) order.emplace_back(identity_hash(candidates[i].address, seed), i);
  std::sort(order.begin(), order.end());
  std::vector<std::uint32_t> weights;
  for (const auto& [identity, i] : order) weights.push_back(candidates[i].weight);
  Table wanted = divide_slots(weights, size);

  std::vector<std::tuple<std::uint64_t, std::uint32_t, std::uint64_t, std::uint32_t>> arrivals;
  for (std::uint32_t rank = 0; rank < order.size(); ++rank) {
    const auto [start, step] = make_permutation(std::get<0>(order[rank]), size);
    const std::uint64_t pace = (std::uint64_t{1} << 63) / size / weights[rank];
    for (std::uint64_t steps = 0; steps < size; ++steps)
      arrivals.emplace_back(((steps + 1) * pace) >> 32, rank, steps,
                            static_cast<std::uint32_t>((start + (size - step) * steps) % size));
  }
  std::sort(arrivals.begin(), arrivals.end());
  Table table(size, UINT32_MAX);
  for (const auto& [time, rank, steps, slot] : arrivals) {
    if (table[slot] != UINT32_MAX || wanted[rank] == 0) continue;
    table[slot] = std::get<1>(order[rank]);
    --wanted[rank];
  }
  return table;
}

TEST(Maglev, GivesEachSlotToTheFirstToArrive) {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    auto candidates = numbered(1 + random() % 30, 1);
    std::uniform_int_distribution<std::uint32_t> weight(0, round % 2 == 0 ? 3 : 5000);
    for (Candidate& c : candidates) c.weight = weight(random);
    candidates.front().weight = 1;
    const std::uint32_t size = round % 3 == 0 ? 101 : 2053;
    const std::uint64_t seed = random();
    EXPECT_EQ(build_maglev_table(candidates, size, seed), reference_table(candidates, size, seed)) << round;
  }
}

// Computed by a second implementation in another language: every instance must agree with it.
TEST(Maglev, IsTheSpecifiedTable) {
  const std::vector<Candidate> candidates{candidate("192.0.2.1", 1), candidate("192.0.2.2", 2),
                                          candidate("2001:db8::3", 3), candidate("192.0.2.4", 0)};
  EXPECT_EQ(build_maglev_table(candidates, 31, kSeed),
            (Table{1, 1, 1, 0, 2, 0, 2, 0, 2, 0, 2, 1, 2, 0, 2, 1, 2, 2, 1, 1, 2, 2, 2, 2, 2, 1, 2, 2, 1, 1, 2}));
}

TEST(Maglev, DoesNotDependOnTheOrderOfTheCandidates) {
  auto candidates = numbered(40, 7);
  const Table before = build_maglev_table(candidates, 8209, kSeed);
  auto shuffled = candidates;
  std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(7));
  const Table after = build_maglev_table(shuffled, 8209, kSeed);
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t slot = 0; slot < before.size(); ++slot)
    ASSERT_EQ(candidates[before[slot]], shuffled[after[slot]]) << "slot " << slot;
}

TEST(Maglev, GivesEachCandidateItsShare) {
  const auto candidates = numbered(20, 5);
  const Table table = build_maglev_table(candidates, 2053, kSeed);
  std::uint32_t total = 0;
  for (const Candidate& c : candidates) total += c.weight;
  for (std::uint32_t i = 0; i < candidates.size(); ++i) {
    const double expected = 2053.0 * candidates[i].weight / total;
    EXPECT_NEAR(static_cast<double>(slots_of(table, i)), expected, std::max(1.0, expected / 100));
  }
}

TEST(Maglev, GivesOneCandidateEverySlot) {
  EXPECT_THAT(build_maglev_table(numbered(1, 1), 2053, kSeed), Each(0U));
}

TEST(Maglev, TreatsWeightZeroAsAbsence) {
  auto candidates = numbered(10, 3);
  candidates[4].weight = 0;
  const Table drained = build_maglev_table(candidates, 2053, kSeed);
  EXPECT_THAT(drained, Each(Ne(4U)));
  candidates.erase(candidates.begin() + 4);
  Table absent = build_maglev_table(candidates, 2053, kSeed);
  for (std::uint32_t& owner : absent) owner += owner >= 4 ? 1 : 0;
  EXPECT_EQ(drained, absent);
}

TEST(Maglev, IsEmptyWithoutWeight) {
  EXPECT_TRUE(build_maglev_table({}, 2053, kSeed).empty());
  EXPECT_TRUE(build_maglev_table(std::vector{candidate("192.0.2.1", 0)}, 2053, kSeed).empty());
}

TEST(Maglev, IsEmptyIfTheSizeIsNoPrime) {
  for (const std::uint32_t size : {0U, 1U, 2048U, 2051U})
    EXPECT_TRUE(build_maglev_table(numbered(3, 1), size, kSeed).empty()) << size;
}

TEST(Maglev, FillsATableSmallerThanTheNumberOfCandidates) {
  const Table table = build_maglev_table(numbered(10, 1), 7, kSeed);
  ASSERT_EQ(table.size(), 7U);
  for (const std::uint32_t owner : table) EXPECT_EQ(slots_of(table, owner), 1U);
}

TEST(Maglev, TakesTheLargestWeights) {
  const std::vector<Candidate> candidates{candidate("192.0.2.1", UINT32_MAX), candidate("192.0.2.2", UINT32_MAX)};
  const Table table = build_maglev_table(candidates, 2053, kSeed);
  EXPECT_EQ(slots_of(table, 0) + slots_of(table, 1), 2053U);
  EXPECT_NEAR(static_cast<double>(slots_of(table, 0)), 1026.5, 0.5);
}

TEST(Maglev, AnotherSeedIsAnotherTable) {
  const auto candidates = numbered(10, 1);
  const Table one = build_maglev_table(candidates, 2053, 1);
  const Table two = build_maglev_table(candidates, 2053, 2);
  std::size_t equal = 0;
  for (std::size_t slot = 0; slot < one.size(); ++slot) equal += one[slot] == two[slot] ? 1 : 0;
  EXPECT_LT(equal, one.size() / 5);  // a tenth by chance
}

}  // namespace
}  // namespace shunt::scheduler
