// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/range_allocator.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace shunt::dataplane {
namespace {

TEST(RangeAllocator, GivesTheFirstGapThatIsLongEnough) {
  RangeAllocator rows(1, 11);
  EXPECT_EQ(rows.allocate(4), 1U);
  EXPECT_EQ(rows.allocate(2), 5U);
  rows.release(1, 4);
  EXPECT_EQ(rows.allocate(5), std::nullopt);
  EXPECT_EQ(rows.allocate(3), 1U);
  EXPECT_EQ(rows.allocate(4), 7U);
  EXPECT_EQ(rows.used(), 9U);
}

TEST(RangeAllocator, JoinsNeighboursThatComeBack) {
  RangeAllocator rows(0, 6);
  for (std::uint32_t first : {0U, 2U, 4U}) EXPECT_EQ(rows.allocate(2), first);
  rows.release(0, 2);
  rows.release(4, 2);
  rows.release(2, 2);
  EXPECT_EQ(rows.allocate(6), 0U);
}

TEST(RangeAllocator, NeverGivesARowTwice) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  RangeAllocator rows(1, 500);
  std::vector<bool> taken(500);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> live;
  for (int step = 0; step < 20'000; ++step) {
    if (random() % 2 == 0) {
      const auto count = static_cast<std::uint32_t>(1 + random() % 20);
      const auto first = rows.allocate(count);
      if (!first) continue;
      for (std::uint32_t row = *first; row < *first + count; ++row) {
        ASSERT_TRUE(row >= 1 && row < 500 && !taken[row]);
        taken[row] = true;
      }
      live.emplace_back(*first, count);
    } else if (!live.empty()) {
      std::swap(live[random() % live.size()], live.back());
      const auto [first, count] = live.back();
      live.pop_back();
      for (std::uint32_t row = first; row < first + count; ++row) taken[row] = false;
      rows.release(first, count);
    }
  }
}

}  // namespace
}  // namespace shunt::dataplane
