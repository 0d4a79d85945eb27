// SPDX-License-Identifier: Apache-2.0
#include "history/rate.h"

#include <gtest/gtest.h>

#include <cmath>

namespace shunt::history {
namespace {

TEST(Rate, IsWithinATwentiethOfAPercent) {
  for (double value = 0.001; value < 1e14; value *= 1.0371)
    EXPECT_NEAR(unpack(pack(value)) / value, 1, 0.0005) << value;
}

TEST(Rate, OfOnePacketInTenSecondsIsNotLost) { EXPECT_NEAR(unpack(pack(0.1)), 0.1, 0.0001); }

TEST(Rate, OfNothingIsExactlyZero) {
  EXPECT_EQ(unpack(pack(0)), 0);
  EXPECT_EQ(unpack(pack(1e-9)), 0);
}

TEST(Rate, BeyondTheGreatestIsTheGreatestAndNoGap) {
  EXPECT_GT(unpack(pack(1e30)), 1e15);
  EXPECT_GT(unpack(pack(INFINITY)), 1e15);
  EXPECT_FALSE(std::isnan(unpack(pack(1e30))));
}

TEST(Rate, OfNobodyKnowsIsAGap) {
  EXPECT_EQ(pack(std::nan("")), kGap);
  EXPECT_EQ(pack(-1), kGap);
  EXPECT_TRUE(std::isnan(unpack(kGap)));
}

TEST(Rate, EveryPackedNumberComesBack) {
  for (unsigned packed = 0; packed < kGap; ++packed) ASSERT_EQ(pack(unpack(static_cast<Packed>(packed))), packed);
}

}  // namespace
}  // namespace shunt::history
