// SPDX-License-Identifier: Apache-2.0
// A backend that goes up and down has to pass longer each time.
#include <gtest/gtest.h>

#include "health/judge/judge.h"

namespace shunt::health {
namespace {

using namespace std::chrono_literals;

/// A backend that begins up, with a clock that the test moves.
struct Flapping {
  explicit Flapping(std::uint32_t rise)
      : judge({.rise = rise, .fall = 1, .initial = model::InitialHealth::kUp}), now(Judge::Time{} + 1h) {}

  /// Fails once, and passes until it is up again: how often that was.
  std::uint32_t flap() {
    EXPECT_TRUE(judge.judge(Verdict::kFailed, now));
    return rise();
  }

  std::uint32_t rise() {
    for (std::uint32_t passes = 1;; ++passes)
      if (judge.judge(Verdict::kPassed, now)) return passes;
  }

  Judge judge;
  Judge::Time now;
};

TEST(Flaps, DoubleWhatIsNeededUpToALimit) {
  Flapping backend(3);
  for (const std::uint32_t wanted : {3U, 3U, 6U, 12U, 24U, 48U, 96U, 96U, 96U}) EXPECT_EQ(backend.flap(), wanted);
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(backend.flap(), 96U) << i;
}

TEST(Flaps, CountOneByOneWhileTheyAreYoungEnough) {
  Flapping backend(1);
  for (const std::uint32_t wanted : {1U, 1U, 2U, 4U}) {
    EXPECT_EQ(backend.flap(), wanted);
    backend.now += 1min;
  }
  // They are 4, 3, 2 and 1 minutes old.
  EXPECT_EQ(backend.judge.passes_needed(backend.now), 4U);
  EXPECT_EQ(backend.judge.passes_needed(backend.now + 1min - 1ns), 4U);
  EXPECT_EQ(backend.judge.passes_needed(backend.now + 1min), 2U);
  EXPECT_EQ(backend.judge.passes_needed(backend.now + 2min), 1U);
  EXPECT_EQ(backend.judge.passes_needed(backend.now + 1h), 1U);
  backend.now += 1h;
  EXPECT_EQ(backend.flap(), 1U);
}

TEST(Flaps, OfABackendThatFailsOnceInAWhileCostNothing) {
  Flapping backend(2);
  for (int i = 0; i < 100; ++i, backend.now += 150s) EXPECT_EQ(backend.flap(), 2U) << i;
}

TEST(Flaps, AgeOutWhileItIsBeingAsked) {
  Flapping backend(10);
  for (int i = 0; i < 6; ++i) backend.flap();
  EXPECT_TRUE(backend.judge.judge(Verdict::kFailed, backend.now));
  EXPECT_EQ(backend.judge.passes_needed(backend.now), 320U);
  for (int i = 0; i < 15; ++i) EXPECT_FALSE(backend.judge.judge(Verdict::kPassed, backend.now)) << i;
  EXPECT_TRUE(backend.judge.judge(Verdict::kPassed, backend.now + Judge::kFlapWindow)) << "15 passes were enough";
}

TEST(Flaps, AreWhatWentDownAndNotWhatNeverWasUp) {
  Judge judge({.rise = 2, .fall = 1, .initial = model::InitialHealth::kCheck});
  EXPECT_TRUE(judge.judge(Verdict::kFailed, {}));
  Flapping same(2);
  for (const std::uint32_t wanted : {2U, 2U, 4U}) {
    EXPECT_FALSE(judge.judge(Verdict::kPassed, {}));
    for (std::uint32_t i = 2; i < judge.passes_needed({}); ++i) EXPECT_FALSE(judge.judge(Verdict::kPassed, {}));
    EXPECT_TRUE(judge.judge(Verdict::kPassed, {}));
    EXPECT_TRUE(judge.judge(Verdict::kFailed, {}));
    EXPECT_EQ(same.flap(), wanted);
  }
}

TEST(Flaps, KeepItInQuestionWhileItPasses) {
  const model::Check check{
      .interval = 2000ms, .fast_interval = 500ms, .rise = 1, .fall = 1, .initial = model::InitialHealth::kUp};
  Judge judge(check);
  for (int i = 0; i < 3; ++i) {
    judge.judge(Verdict::kFailed, {});
    EXPECT_EQ(judge.interval(), 2000ms);
    judge.judge(Verdict::kPassed, {});
  }
  EXPECT_EQ(judge.state(), State::kDown);
  EXPECT_EQ(judge.interval(), 500ms);
}

}  // namespace
}  // namespace shunt::health
