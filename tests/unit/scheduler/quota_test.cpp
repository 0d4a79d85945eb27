// SPDX-License-Identifier: Apache-2.0
#include "scheduler/quota.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace shunt::scheduler {
namespace {

using Numbers = std::vector<std::uint32_t>;

std::uint64_t sum(const Numbers& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), std::uint64_t{0});
}

/// Repeatable random numbers: each test has its own seed, and its failures name the round.
class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t between(std::uint32_t first, std::uint32_t last) {
    return std::uniform_int_distribution<std::uint32_t>(first, last)(engine_);
  }

 private:
  std::mt19937 engine_;
};

Numbers random_weights(Random& random, std::size_t count, std::uint32_t max) {
  Numbers weights(count);
  for (std::uint32_t& weight : weights) weight = random.between(0, max);
  weights.front() = std::max(weights.front(), 1U);
  return weights;
}

double expected_slots(const Numbers& weights, std::size_t i, std::uint32_t slots) {
  return static_cast<double>(slots) * weights[i] / static_cast<double>(sum(weights));
}

TEST(Quota, DividesEqualWeightsWithinOneSlot) {
  EXPECT_EQ(divide_slots(Numbers{1, 1, 1}, 2053), (Numbers{685, 684, 684}));
}

TEST(Quota, FollowsTheWeights) {
  EXPECT_EQ(divide_slots(Numbers{3, 1}, 2053), (Numbers{1540, 513}));
  EXPECT_EQ(divide_slots(Numbers{10'000, 20'000, 30'000}, 6), (Numbers{1, 2, 3}));
}

TEST(Quota, GivesNothingToWeightZero) {
  EXPECT_EQ(divide_slots(Numbers{0, 5, 0}, 2053), (Numbers{0, 2053, 0}));
  EXPECT_EQ(divide_slots(Numbers{0, 0}, 2053), (Numbers{0, 0}));
  EXPECT_EQ(divide_slots(Numbers{}, 2053), Numbers{});
}

TEST(Quota, GivesEveryWeightAboveZeroASlot) {
  EXPECT_EQ(divide_slots(Numbers{10'000, 1, 1}, 2053), (Numbers{2051, 1, 1}));
}

TEST(Quota, GivesTheHeaviestOneSlotEachIfWeightsOutnumberSlots) {
  EXPECT_EQ(divide_slots(Numbers{1, 9, 5, 0, 5, 7, 5}, 3), (Numbers{0, 1, 1, 0, 0, 1, 0}));
}

TEST(Quota, AddsUpToTheSlots) {
  Random random(1);
  for (int round = 0; round < 2000; ++round) {
    const Numbers weights = random_weights(random, random.between(1, 60), random.between(1, 10000));
    const std::uint32_t slots = random.between(1, 10000);
    EXPECT_EQ(sum(divide_slots(weights, slots)), slots) << "round " << round;
  }
}

TEST(Quota, IsWithinOnePercentOrOneSlotOfEveryShareOfHalfASlotOrMore) {
  Random random(2);
  for (int round = 0; round < 2000; ++round) {
    const std::uint32_t count = random.between(1, 100);
    Numbers weights = random_weights(random, count, random.between(1, 10000));
    for (std::uint32_t& weight : weights) weight += weight != 0 ? 50 : 0;  // keeps every share above half a slot
    const std::uint32_t slots = 100 * count + random.between(0, 999);
    ;
    const Numbers shares = divide_slots(weights, slots);
    for (std::size_t i = 0; i < count; ++i) {
      const double expected = expected_slots(weights, i, slots);
      ASSERT_TRUE(weights[i] == 0 || expected >= 0.5);
      EXPECT_NEAR(shares[i], expected, std::max(1.0, expected / 100)) << "round " << round << " weight " << i;
    }
  }
}

TEST(Quota, IsWithinOneSlotPlusOnePercentForAnyWeights) {
  Random random(3);
  for (int round = 0; round < 2000; ++round) {
    const std::uint32_t count = random.between(1, 100);
    Numbers weights = random_weights(random, count, 2);
    for (std::uint32_t& weight : weights)
      if (random.between(1, 8) == 1) weight *= random.between(1, 5000);
    const std::uint32_t slots = 100 * count + random.between(0, 999);
    ;
    const Numbers shares = divide_slots(weights, slots);
    for (std::size_t i = 0; i < count; ++i) {
      const double expected = expected_slots(weights, i, slots);
      EXPECT_NEAR(shares[i], expected, 1 + expected / 100) << "round " << round << " weight " << i;
    }
  }
}

// The property that largest remainders lack, and that keeps slots in place when a backend goes.
TEST(Quota, ShrinksNoShareWhenAWeightGoesAway) {
  Random random(4);
  for (int round = 0; round < 2000; ++round) {
    Numbers weights = random_weights(random, random.between(2, 61), random.between(1, 1000));
    const std::uint32_t slots = random.between(100, 10099);
    const Numbers before = divide_slots(weights, slots);
    const std::size_t gone = random.between(0, static_cast<std::uint32_t>(weights.size() - 1));
    weights[gone] = 0;
    if (sum(weights) == 0) continue;
    const Numbers after = divide_slots(weights, slots);
    for (std::size_t i = 0; i < weights.size(); ++i)
      EXPECT_TRUE(i == gone || after[i] >= before[i]) << "round " << round << " weight " << i;
  }
}

}  // namespace
}  // namespace shunt::scheduler
