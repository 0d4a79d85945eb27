// SPDX-License-Identifier: Apache-2.0
#include "health/checker/durations.h"

#include <gtest/gtest.h>

#include <numeric>

#include "unit/health/checker/checking.h"

namespace shunt::test {
namespace {

using health::Durations;
using std::chrono::microseconds;

TEST(Durations, CountUpToTheirBound) {
  Durations durations;
  for (const int time : {0, 1, 250, 251, 500, 10'000'000, 10'000'001}) durations.add(microseconds(time));
  EXPECT_EQ(durations.counts().front(), 3U);
  EXPECT_EQ(durations.counts()[1], 2U);
  EXPECT_EQ(durations.counts()[Durations::kBounds.size() - 1], 1U);
  EXPECT_EQ(durations.counts().back(), 1U);
  EXPECT_EQ(std::accumulate(durations.counts().begin(), durations.counts().end(), std::uint64_t{0}), 7U);
  EXPECT_EQ(durations.sum(), microseconds(20'001'003));
}

TEST(Durations, HaveBoundsThatRise) {
  EXPECT_TRUE(std::ranges::is_sorted(Durations::kBounds, std::less_equal<>()));
}

using PassedProbes = Checking;

TEST_F(PassedProbes, AreCountedWithTheirDurationAndOthersAreNot) {
  health::Checker counting(loop, prober, paths, [](const health::Check&) {});
  int asked = 0;
  prober.on_probe = [&](const auto&, const auto&) {
    return ++asked % 2 == 1 ? passed(microseconds(asked)) : refused();
  };
  const auto first = std::make_shared<Durations>();
  const auto second = std::make_shared<Durations>();
  const auto one = target(checking());
  counting.configure({one});
  counting.count_in(one, {first, second});
  run_until([&] { return asked == 6; });
  EXPECT_EQ(first->sum(), microseconds(1 + 3 + 5));
  EXPECT_EQ(first->counts().front(), 3U);
  EXPECT_EQ(second->counts(), first->counts());
}

}  // namespace
}  // namespace shunt::test
