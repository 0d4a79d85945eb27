// SPDX-License-Identifier: Apache-2.0
// Whether packets of full size arrive, where small ones do.
#include "health/checker/full_size.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "unit/health/checker/checking.h"

namespace shunt::test {
namespace {

using health::FullSizeCheck;
using health::State;
using health::Verdict;
using namespace std::chrono_literals;

constexpr std::uint32_t kFull = 1500;

class FullSize : public Checking {
 protected:
  FullSize() {
    prober.on_ping = [this](std::uint32_t size) { return size == FullSizeCheck::kSmall ? small : full; };
  }

  static model::Check checking_full_size() {
    auto check = checking();
    check.rise = 2;
    check.fall = 3;
    check.full_size = model::FullSize::kWarn;
    return check;
  }

  /// Pings of `size` so far.
  [[nodiscard]] long count(std::uint32_t size) const { return std::ranges::count(prober.pings, size); }

  FakeProber::Answer full = passed(), small = passed();
  health::Target asked = target(checking_full_size());
  health::Schedule schedule{loop};
  FullSizeCheck alone{schedule, asked, prober, paths, [this] { ++changes; }, 1ms};
};

const char* const kReason =
    "packets of 1500 bytes do not arrive through the tunnel, small ones do: MTU too small on the way";

TEST_F(FullSize, DegradedAfterFallInARowAndWellAfterRise) {
  full = timed_out();
  alone.begin();
  run_until([&] { return alone.degraded(); });
  EXPECT_EQ(count(kFull), 3);
  EXPECT_EQ(count(FullSizeCheck::kSmall), 3);
  EXPECT_EQ(alone.reason(), kReason);
  full = passed();
  run_until([&] { return count(kFull) >= 5; });
  EXPECT_TRUE(alone.degraded());
  EXPECT_EQ(alone.reason(), kReason) << "until it has recovered";
  run_until([&] { return !alone.degraded(); });
  EXPECT_EQ(alone.reason(), "");
  EXPECT_EQ(changes, 3) << "the first failure, degraded, well";
}

TEST_F(FullSize, HasAReasonAlsoIfOneFailureDecides) {
  auto check = checking_full_size();
  check.fall = check.rise = 1;
  const auto hasty = target(check);
  FullSizeCheck once(
      schedule, hasty, prober, paths, [this] { ++changes; }, 1ms);
  full = timed_out();
  once.begin();
  run_until([&] { return once.degraded(); });
  EXPECT_EQ(once.reason(), kReason);
  full = passed();
  run_until([&] { return !once.degraded(); });
  EXPECT_EQ(once.reason(), "");
}

TEST_F(FullSize, WhoAnswersNoPingsIsNotDegraded) {
  full = small = timed_out();
  alone.begin();
  run_until([&] { return count(kFull) == 5; });
  EXPECT_FALSE(alone.degraded());
  EXPECT_EQ(alone.reason(), "full-size probe: the VIP answers no pings");
  EXPECT_EQ(changes, 1);
}

TEST_F(FullSize, WhatThisHostCannotSendSaysNothing) {
  full = unable();
  alone.begin();
  run_until([&] { return count(kFull) == 5; });
  EXPECT_FALSE(alone.degraded());
  EXPECT_EQ(alone.reason(), "full-size probe: connect: out of descriptors");
  EXPECT_EQ(count(FullSizeCheck::kSmall), 0);
}

TEST_F(FullSize, IsNotAskedWhileTheSizeOrTheWayIsNotKnown) {
  paths.path.full_size = 0;
  alone.begin();
  run_until([&] { return paths.asked == 3; });
  paths.path = {.verdict = Verdict::kUnable, .full_size = kFull};
  run_until([&] { return paths.asked == 6; });
  EXPECT_TRUE(prober.pings.empty());
  EXPECT_EQ(changes, 0);
}

TEST_F(FullSize, ForgetsAllAtItsEndAndBeginsAnew) {
  full = timed_out();
  alone.begin();
  alone.begin();
  run_until([&] { return alone.degraded(); });
  alone.end();
  EXPECT_FALSE(alone.degraded());
  EXPECT_EQ(alone.reason(), "");
  EXPECT_EQ(prober.alive, 0);
  const auto pings = prober.pings.size();
  loop.poll();
  EXPECT_EQ(prober.pings.size(), pings);
  alone.begin();
  run_until([&] { return count(kFull) == 4; });
  EXPECT_FALSE(alone.degraded());
}

TEST_F(FullSize, AnEndAndABeginningWhileItIsDueMakeOneSeriesOfPings) {
  full = std::nullopt;
  alone.begin();
  for (int i = 0; i < 3; ++i) {
    alone.end();
    alone.begin();
  }
  run_until([&] { return !prober.pings.empty(); });
  loop.poll();
  EXPECT_EQ(prober.pings.size(), 1U);
}

TEST_F(FullSize, OfACheckBeginsWhenItIsUpAndEndsWhenItIsDown) {
  full = timed_out();
  FakeProber::Answer probe = passed();
  prober.on_probe = [&](const auto&, const auto&) { return probe; };
  checker.configure({asked});
  run_until([&] { return status(asked).degraded; });
  EXPECT_EQ(status(asked).state, State::kUp);
  EXPECT_EQ(status(asked).full_size_reason, kReason);
  const int before = changes;
  EXPECT_GE(before, 2) << "up, degraded";
  probe = refused();
  run_until([&] { return status(asked).state == State::kDown; });
  EXPECT_FALSE(status(asked).degraded);
  EXPECT_EQ(status(asked).full_size_reason, "");
  const auto pings = prober.pings.size();
  run_probes(5);
  EXPECT_EQ(prober.pings.size(), pings);
}

/// The file says that they take the backend out: then they do so to the check itself, with time and reason.
TEST_F(FullSize, OfACheckTakeItDownIfTheFileSaysSo) {
  auto check = checking_full_size();
  check.full_size = model::FullSize::kDown;
  check.fall = check.rise = 1;
  const auto counting = target(check);
  prober.on_probe = [](const auto&, const auto&) { return passed(); };
  full = timed_out();
  checker.configure({counting});
  run_until([&] { return status(counting).state == State::kDown; });
  EXPECT_TRUE(status(counting).degraded);
  EXPECT_EQ(status(counting).reason, "") << "its own probes pass";
  ASSERT_EQ(status(counting).transitions.size(), 2U) << "up, down";
  const auto& last = status(counting).transitions.back();
  EXPECT_EQ(last.from, State::kUp);
  EXPECT_EQ(last.to, State::kDown);
  EXPECT_EQ(last.reason, kReason);
  EXPECT_EQ(status(counting).since, last.at);
}

TEST_F(FullSize, OfACheckThatTheyTookDownIsUpAgainWithThem) {
  auto check = checking_full_size();
  check.full_size = model::FullSize::kDown;
  check.fall = check.rise = 1;
  check.interval = check.fast_interval = 1ms;
  const auto counting = target(check);
  FakeProber::Answer probe = passed();
  prober.on_probe = [&](const auto&, const auto&) { return probe; };
  full = timed_out();
  checker.configure({counting});
  run_until([&] { return status(counting).state == State::kDown; });
  probe = refused();
  run_until([&] { return status(counting).last == Verdict::kFailed; });
  EXPECT_FALSE(status(counting).degraded) << "it has other problems";
  EXPECT_EQ(status(counting).state, State::kDown);
  EXPECT_EQ(status(counting).transitions.size(), 2U) << "it was down before";
  full = probe = passed();
  run_until([&] { return status(counting).state == State::kUp; });
  EXPECT_EQ(status(counting).transitions.back().reason, "");
}

TEST_F(FullSize, OfACheckIsNotAskedIfTheFileSaysSo) {
  checker.configure({target(checking())});
  run_probes(5);
  EXPECT_TRUE(prober.pings.empty());
}

}  // namespace
}  // namespace shunt::test
