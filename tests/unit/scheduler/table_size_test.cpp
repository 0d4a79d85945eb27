// SPDX-License-Identifier: Apache-2.0
#include "scheduler/table_size.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace shunt::scheduler {
namespace {

TEST(TableSize, PrimalityAgreesWithASieve) {
  constexpr std::uint32_t kEnd = 20'000;
  std::vector<bool> composite(kEnd);
  composite[0] = composite[1] = true;
  for (std::uint32_t i = 2; i < kEnd; ++i)
    for (std::uint32_t j = 2 * i; j < kEnd; j += i) composite[j] = true;
  for (std::uint32_t i = 0; i < kEnd; ++i) EXPECT_EQ(is_prime(i), !composite[i]) << i;
}

TEST(TableSize, PrimalityHoldsUpToTheLargestNumber) {
  EXPECT_TRUE(is_prime(65'537));
  EXPECT_FALSE(is_prime(65'521U * 65'521U));
  EXPECT_TRUE(is_prime(4'294'967'291U));
  EXPECT_FALSE(is_prime(4'294'967'295U));
}

TEST(TableSize, IsAPrimeWithAHundredSlotsABackendAtLeast) {
  for (std::size_t backends = 0; backends <= 83'886; ++backends) {
    const std::uint32_t size = choose_table_size(backends);
    ASSERT_GE(size, backends * kMinSlotsPerBackend) << backends;
    ASSERT_TRUE(backends % 1000 != 0 || is_prime(size)) << size;
  }
}

TEST(TableSize, NeverShrinksAsBackendsAreAddedAndTakesFewValues) {
  std::set<std::uint32_t> sizes;
  std::uint32_t before = 0;
  for (std::size_t backends = 0; backends <= 10'000; ++backends) {
    const std::uint32_t size = choose_table_size(backends);
    EXPECT_GE(size, before);
    before = size;
    sizes.insert(size);
  }
  EXPECT_EQ(sizes, (std::set<std::uint32_t>{2053, 8209, 32'771, 131'101, 524'309, 2'097'169}));
}

TEST(TableSize, StepsAfter20And82And327Backends) {
  EXPECT_EQ(choose_table_size(1), choose_table_size(20));
  EXPECT_NE(choose_table_size(20), choose_table_size(21));
  EXPECT_EQ(choose_table_size(21), choose_table_size(82));
  EXPECT_EQ(choose_table_size(83), choose_table_size(327));
}

TEST(TableSize, EndsAtTheLargest) { EXPECT_EQ(choose_table_size(1'000'000), kMaxTableSize); }

}  // namespace
}  // namespace shunt::scheduler
