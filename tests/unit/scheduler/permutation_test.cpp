// SPDX-License-Identifier: Apache-2.0
#include "scheduler/permutation.h"

#include <gtest/gtest.h>

#include <vector>

namespace shunt::scheduler {
namespace {

std::uint64_t identity_of(const char* address, std::uint64_t seed) {
  return identity_hash(*net::IpAddress::parse(address), seed);
}

// The expected values come from a second implementation in another language: they are what every instance, of any
// byte order and version, must compute.
TEST(Permutation, IdentityIsTheSpecifiedHash) {
  EXPECT_EQ(identity_of("192.0.2.1", 0), 0x7416182788017bb0ULL);
  EXPECT_EQ(identity_of("192.0.2.1", 42), 0x1ab6a5f4efd2c944ULL);
  EXPECT_EQ(identity_of("2001:db8::1", 0), 0x2437b3d5a6c8a059ULL);
  EXPECT_EQ(identity_of("2001:db8::1", 42), 0xd586e7ef13b4c749ULL);
}

TEST(Permutation, StartAndStepAreTheHalvesOfTheIdentity) {
  EXPECT_EQ(make_permutation(0x7416182788017bb0ULL, 65'537), (Permutation{29'718, 34'818}));
  EXPECT_EQ(make_permutation(0x2437b3d5a6c8a059ULL, 65'537), (Permutation{9'271, 42'697}));
}

TEST(Permutation, StaysInRangeAtTheEndsOfTheHash) {
  for (const std::uint32_t size : {2U, 3U, 2053U, 8'388'617U}) {
    EXPECT_EQ(make_permutation(0, size), (Permutation{0, 1}));
    EXPECT_EQ(make_permutation(~std::uint64_t{0}, size), (Permutation{size - 1, size - 1}));
  }
}

TEST(Permutation, VisitsEverySlotOnce) {
  constexpr std::uint32_t kSize = 2053;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto [start, step] = make_permutation(identity_of("2001:db8::1", seed), kSize);
    std::vector<bool> seen(kSize);
    std::uint32_t slot = start;
    for (std::uint32_t i = 0; i < kSize; ++i, slot = (slot + kSize - step) % kSize) {
      EXPECT_FALSE(seen[slot]);
      seen[slot] = true;
    }
    EXPECT_EQ(slot, start);
  }
}

}  // namespace
}  // namespace shunt::scheduler
