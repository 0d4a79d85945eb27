// SPDX-License-Identifier: Apache-2.0
#include "health/checker/schedule.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <vector>

namespace shunt::test {
namespace {

using health::Schedule;
using health::Timer;
using namespace std::chrono_literals;

class Calls : public testing::Test {
 protected:
  /// Books `count` calls, and returns how many came in each turn of the loop.
  std::vector<std::size_t> turns(std::size_t count) {
    std::vector<std::shared_ptr<Schedule::Call>> booked;
    for (std::size_t i = 0; i < count; ++i) booked.push_back(schedule->book(50ms, [this] { ++calls; }));
    std::vector<std::size_t> found;
    while (calls < count && loop.run_one_for(10s) != 0)
      if (const auto more = calls - sum; more != 0) {
        found.push_back(more);
        sum = calls;
      }
    return found;
  }

  boost::asio::io_context loop{1};
  std::optional<Schedule> schedule{std::in_place, loop};
  std::size_t calls = 0, sum = 0;
};

TEST_F(Calls, ComeOnceAndNotTooEarly) {
  const auto begin = Schedule::Clock::now();
  Timer timer(*schedule);
  timer.start(10ms, [&] { ++calls; });
  while (calls == 0 && loop.run_one_for(10s) != 0) {
  }
  EXPECT_GE(Schedule::Clock::now() - begin, 10ms);
  EXPECT_EQ(loop.poll(), 0U) << "something is still waited for";
  EXPECT_EQ(calls, 1U);
}

TEST_F(Calls, DoNotComeOnceTheirTimerIsStoppedStartedAnewOrDestroyed) {
  Timer stopped(*schedule), anew(*schedule);
  std::optional<Timer> destroyed(std::in_place, *schedule);
  stopped.start(0ms, [] { FAIL(); });
  anew.start(0ms, [] { FAIL(); });
  destroyed->start(0ms, [] { FAIL(); });
  stopped.stop();
  anew.start(1ms, [this] { ++calls; });
  destroyed.reset();
  while (calls == 0 && loop.run_one_for(10s) != 0) {
  }
  EXPECT_EQ(calls, 1U);
}

TEST_F(Calls, OfOneTickMayStopEachOtherAndEndTheSchedule) {
  Timer first(*schedule), second(*schedule), third(*schedule);
  first.start(0ms, [&] {
    second.stop();
    third.start(0ms, [&] {
      ++calls;
      schedule.reset();
    });
  });
  second.start(0ms, [] { FAIL(); });
  while (calls == 0 && loop.run_one_for(10s) != 0) {
  }
  loop.poll();
  EXPECT_EQ(calls, 1U);
}

TEST_F(Calls, AreSpreadOverTicks) {
  for (const std::size_t turn : turns(5 * Schedule::kMost)) EXPECT_LE(turn, Schedule::kMost);
  EXPECT_EQ(calls, 5 * Schedule::kMost);
}

TEST_F(Calls, AreSpreadEvenlyIfThereAreTooMany) {
  constexpr std::size_t kTwice = 2 * Schedule::kMost;
  for (const std::size_t turn : turns(kTwice * Schedule::kAhead)) EXPECT_LE(turn, kTwice);
  EXPECT_EQ(calls, kTwice * Schedule::kAhead);
}

TEST_F(Calls, ComeSoonThoughOneFarAwayWasBookedBefore) {
  Timer far(*schedule), soon(*schedule);
  far.start(1h, [] { FAIL(); });
  soon.start(0ms, [this] { ++calls; });
  while (calls == 0 && loop.run_one_for(10s) != 0) {
  }
  EXPECT_EQ(calls, 1U);
}

}  // namespace
}  // namespace shunt::test
