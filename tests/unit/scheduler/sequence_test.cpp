// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sequence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "scheduler/quota.h"

namespace shunt::scheduler {
namespace {

std::vector<Candidate> candidates(const std::vector<std::uint32_t>& weights) {
  std::vector<Candidate> result;
  for (std::uint32_t i = 0; i < weights.size(); ++i)
    result.push_back({.address = net::IpAddress::from_ipv4({198, 51, 100, static_cast<std::uint8_t>(i)}),
                      .weight = weights[i]});
  return result;
}

TEST(Sequence, GivesTheSharesOfTheQuota) {
  const std::vector<std::uint32_t> weights{5, 0, 1, 3};
  const auto sequence = build_sequence(candidates(weights), 2053);
  ASSERT_EQ(sequence.size(), 2053U);
  const auto shares = divide_slots(weights, 2053);
  for (std::uint32_t i = 0; i < weights.size(); ++i) EXPECT_EQ(std::ranges::count(sequence, i), shares[i]) << i;
}

TEST(Sequence, TakesEqualWeightsInTurn) {
  EXPECT_EQ(build_sequence(candidates({1, 1, 1}), 7), (std::vector<std::uint32_t>{0, 1, 2, 0, 1, 2, 0}));
}

TEST(Sequence, MixesAHeavyOneWithTheOthers) {
  const auto sequence = build_sequence(candidates({2, 1, 1}), 8);
  EXPECT_EQ(std::ranges::count(sequence, 0U), 4);
  for (std::size_t i = 0; i + 2 < sequence.size(); ++i)
    EXPECT_FALSE(sequence[i] == 0 && sequence[i + 1] == 0 && sequence[i + 2] == 0) << i;
}

// In any stretch, as many turns as the share says, give or take what others at the same place may push it aside.
TEST(Sequence, IsEvenInEveryStretch) {
  for (const auto& weights :
       std::vector<std::vector<std::uint32_t>>{{1, 1}, {7, 2, 1}, {100, 1, 1, 50}, {3, 3, 3, 2, 2, 1}}) {
    const auto sequence = build_sequence(candidates(weights), 1009);
    const auto shares = divide_slots(weights, 1009);
    for (std::uint32_t candidate = 0; candidate < weights.size(); ++candidate) {
      double turns = 0;
      for (std::size_t i = 0; i < sequence.size(); ++i) {
        turns += sequence[i] == candidate ? 1 : 0;
        const double wanted = static_cast<double>(shares[candidate]) * static_cast<double>(i + 1) / 1009;
        ASSERT_LE(std::abs(turns - wanted), 2.0) << candidate << " after " << i;
      }
    }
  }
}

TEST(Sequence, IsTheSameInEveryOrderOfTheCandidates) {
  auto list = candidates({4, 2, 1});
  const auto sequence = build_sequence(list, 61);
  std::ranges::reverse(list);
  auto reversed = build_sequence(list, 61);
  for (auto& position : reversed) position = 2 - position;
  EXPECT_EQ(reversed, sequence);
}

TEST(Sequence, IsEmptyWithoutWeight) {
  EXPECT_TRUE(build_sequence(candidates({0, 0}), 31).empty());
  EXPECT_TRUE(build_sequence({}, 31).empty());
}

}  // namespace
}  // namespace shunt::scheduler
