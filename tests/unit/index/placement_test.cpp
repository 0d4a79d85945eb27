// SPDX-License-Identifier: Apache-2.0
#include "dataplane/index/placement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "net/address.h"

namespace shunt::dataplane {
namespace {

std::vector<shunt_key> numbered_keys(std::uint32_t count) {
  std::vector<shunt_key> keys(count, shunt_key{});
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto mapped = net::IpAddress::from_ipv4({203, 0, 113, static_cast<std::uint8_t>(i)}).bytes();
    std::copy(mapped.begin(), mapped.end(), keys[i].vip.bytes);
    keys[i].port = static_cast<std::uint16_t>(i >> 8);
    keys[i].kind = SHUNT_ROW_EXACT;
    keys[i].prefix_length = 128;
  }
  return keys;
}

std::uint64_t hash_of(const shunt_key& key, std::uint64_t seed) {
  std::uint64_t words[3];
  std::memcpy(words, &key, sizeof(words));
  return shunt_index_hash(words[0], words[1], words[2], seed);
}

TEST(Placement, PutsEachKeyIntoOneOfItsPlacesAndMarksTheFirstIfItIsInTheSecond) {
  for (const std::uint32_t count : {1U, 2U, 31U, 1000U, 20'000U}) {
    const auto keys = numbered_keys(count);
    std::uint32_t rows = 1;
    while (rows < 2 * count) rows *= 2;
    const auto placement = place_keys(keys, rows);
    ASSERT_TRUE(placement) << count;
    ASSERT_EQ(placement->keys.size(), rows);
    std::vector<int> found(count);
    std::vector<std::uint8_t> displaced(rows);
    for (std::uint32_t row = 0; row < rows; ++row) {
      if (placement->keys[row] == Placement::kEmpty) continue;
      const std::uint64_t hash = hash_of(keys[placement->keys[row]], placement->seed);
      ++found[placement->keys[row]];
      if (row == shunt_index_first(hash, rows - 1)) continue;
      ASSERT_EQ(row, shunt_index_second(hash, rows - 1));
      displaced[shunt_index_first(hash, rows - 1)] = 1;
    }
    EXPECT_EQ(std::count(found.begin(), found.end(), 1), count);
    EXPECT_EQ(placement->displaced, displaced);
  }
}

TEST(Placement, LeavesMostKeysInTheirFirstPlace) {
  const auto placement = place_keys(numbered_keys(20'000), 65'536);
  ASSERT_TRUE(placement);
  EXPECT_LT(std::count(placement->displaced.begin(), placement->displaced.end(), 1), 20'000 / 4);
}

TEST(Placement, FillsHalfOfAnySize) {
  for (std::uint32_t rows = 2; rows <= 32'768; rows *= 2)
    EXPECT_TRUE(place_keys(numbered_keys(rows / 2), rows)) << rows << " rows";
}

TEST(Placement, TakesNoKeysAndOneRow) {
  EXPECT_TRUE(place_keys({}, 1));
  EXPECT_TRUE(place_keys(numbered_keys(1), 1));
}

TEST(Placement, IsNothingIfTheKeysCannotFit) {
  EXPECT_FALSE(place_keys(numbered_keys(3), 2));
  EXPECT_FALSE(place_keys(numbered_keys(1000), 1024));
}

}  // namespace
}  // namespace shunt::dataplane
