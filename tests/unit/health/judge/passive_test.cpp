// SPDX-License-Identifier: Apache-2.0
#include "health/judge/passive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shunt::health {
namespace {

using namespace std::chrono_literals;

struct Case {
  Syns own;
  Syns others;
  bool against;
  const char* why;
};

TEST(SynsOfABackend, SpeakAgainstItFromTheThresholdsOn) {
  const Case cases[] = {
      {{20, 10}, {40, 0}, true, "ten, and half as many as first ones"},
      {{20, 9}, {40, 0}, false, "fewer than ten"},
      {{21, 10}, {40, 0}, false, "fewer than half"},
      {{0, 10}, {40, 0}, true, "the first ones came before the window"},
      {{20, 10}, {40, 10}, true, "twice the share of the others"},
      {{20, 10}, {40, 11}, false, "less than twice: the network"},
      {{20, 10}, {10, 0}, true, "enough to compare with"},
      {{20, 10}, {9, 0}, false, "nothing to compare with"},
      {{0, 0}, {40, 0}, false, "silence"},
      {{1'000'000, 900'000}, {3'000'000, 100'000}, true, "many"},
  };
  for (const auto& [own, others, against, why] : cases) EXPECT_EQ(speak_against(own, others), against) << why;
}

TEST(SynWindow, HoldsTheLastTenSeconds) {
  SynWindow window;
  const SynWindow::Time start{};
  EXPECT_EQ(window.syns(), Syns{});
  for (int second = 0; second <= 30; ++second) {
    const auto total = static_cast<std::uint64_t>(1000 + second);
    window.take({.first = total, .repeated = 2 * total}, start + second * 1s);
    const auto seconds = static_cast<std::uint64_t>(std::min(second, 10));
    EXPECT_EQ(window.syns(), (Syns{.first = seconds, .repeated = 2 * seconds})) << second;
    EXPECT_EQ(window.is_whole(), second >= 10);
  }
  window.restart();
  EXPECT_EQ(window.syns(), Syns{});
  EXPECT_FALSE(window.is_whole());
}

TEST(SynWindow, BeginsAnewWithLowerTotals) {
  SynWindow window;
  const SynWindow::Time start{};
  window.take({.first = 100, .repeated = 10}, start);
  window.take({.first = 120, .repeated = 10}, start + 1s);
  window.take({.first = 3, .repeated = 0}, start + 2s);
  EXPECT_EQ(window.syns(), Syns{});
  window.take({.first = 5, .repeated = 0}, start + 3s);
  EXPECT_EQ(window.syns(), (Syns{.first = 2, .repeated = 0}));
}

/// A service whose backends get what a test says, second by second.
class Passive : public testing::Test {
 protected:
  void begin(std::uint32_t backends) {
    for (std::uint32_t backend = 1; backend <= backends; ++backend) totals_[backend];
    judge_.judge(totals_, now_);
  }
  /// Of each backend, what comes in a second. @return whether anything changed
  bool second(const std::map<PassiveJudge::Backend, Syns>& coming) {
    for (const auto& [backend, syns] : coming) {
      totals_[backend].first += syns.first;
      totals_[backend].repeated += syns.repeated;
    }
    now_ += 1s;
    return judge_.judge(totals_, now_);
  }
  /// Seconds until something changes; `limit`: nothing does.
  int seconds_to_change(const std::map<PassiveJudge::Backend, Syns>& coming, int limit) {
    int seconds = 1;
    while (seconds < limit && !second(coming)) ++seconds;
    return seconds;
  }
  std::vector<PassiveJudge::Backend> suspected() {
    std::vector<PassiveJudge::Backend> found;
    for (const auto& [backend, total] : totals_)
      if (judge_.find(backend)->suspected) found.push_back(backend);
    return found;
  }
  const PassiveJudge::Opinion& opinion(PassiveJudge::Backend backend) { return *judge_.find(backend); }

  PassiveJudge judge_;
  std::map<PassiveJudge::Backend, Syns> totals_;
  PassiveJudge::Time now_{};
};

const Syns kWell{.first = 5, .repeated = 0};
const Syns kBad{.first = 5, .repeated = 4};

TEST_F(Passive, SuspectsWhoseSynsAreRepeatedAndSaysWhy) {
  begin(3);
  EXPECT_EQ(seconds_to_change({{1, kWell}, {2, kBad}, {3, kWell}}, 60), 3);
  EXPECT_THAT(suspected(), testing::ElementsAre(2));
  EXPECT_EQ(opinion(2).reason, "clients repeat their SYNs: 12 of 27 in 3 s");
  EXPECT_EQ(opinion(1).reason, "");
}

TEST_F(Passive, SuspectsNobodyForWhatIsTheNetworks) {
  begin(3);
  EXPECT_EQ(seconds_to_change({{1, kBad}, {2, kBad}, {3, kBad}}, 60), 60);
}

TEST_F(Passive, SuspectsNoBackendThatIsAlone) {
  begin(1);
  EXPECT_EQ(seconds_to_change({{1, kBad}}, 60), 60);
}

TEST_F(Passive, SuspectsNobodyForFewRepetitions) {
  begin(2);
  EXPECT_EQ(seconds_to_change({{1, {.first = 50, .repeated = 20}}, {2, {.first = 50, .repeated = 0}}}, 60), 60);
}

TEST_F(Passive, SuspectsNoMoreThanHalf) {
  begin(5);
  for (PassiveJudge::Backend bad = 1; bad <= 5; ++bad) {
    std::map<PassiveJudge::Backend, Syns> coming;
    for (PassiveJudge::Backend backend = 1; backend <= 5; ++backend) {
      const bool out = opinion(backend).suspected;
      coming[backend] = out ? Syns{} : backend == bad ? Syns{.first = 5, .repeated = 10} : kWell;
    }
    for (int i = 0; i < 6; ++i) second(coming);
  }
  EXPECT_THAT(suspected(), testing::ElementsAre(1, 2));
}

TEST_F(Passive, SuspectsTwoOfFiveAtOnce) {
  begin(5);
  EXPECT_EQ(seconds_to_change({{1, kBad}, {2, kWell}, {3, kBad}, {4, kWell}, {5, kWell}}, 60), 3);
  EXPECT_THAT(suspected(), testing::ElementsAre(1, 3));
}

TEST_F(Passive, TriesOneThatGetsNothingAgainAfterHalfAMinute) {
  begin(2);
  seconds_to_change({{1, kBad}, {2, kWell}}, 60);
  EXPECT_EQ(seconds_to_change({{2, kWell}}, 60), 30);
  EXPECT_THAT(suspected(), testing::IsEmpty());
  EXPECT_EQ(seconds_to_change({{1, kBad}, {2, kWell}}, 60), 3) << "still bad";
  EXPECT_THAT(suspected(), testing::ElementsAre(1));
}

TEST_F(Passive, ClearsOneThatIsWellForAWholeWindow) {
  begin(2);
  seconds_to_change({{1, kBad}, {2, kWell}}, 60);
  EXPECT_EQ(seconds_to_change({{1, kWell}, {2, kWell}}, 60), 10);
  EXPECT_THAT(suspected(), testing::IsEmpty());
}

TEST_F(Passive, ClearsNoneWhoseFewSynsAreStillRepeated) {
  begin(2);
  seconds_to_change({{1, kBad}, {2, kWell}}, 60);
  EXPECT_EQ(seconds_to_change({{1, {.first = 1, .repeated = 1}}, {2, kWell}}, 60), 60);
  EXPECT_EQ(seconds_to_change({{1, {.first = 2, .repeated = 0}}, {2, kWell}}, 60), 1) << "fewer than ten";
}

TEST_F(Passive, ClearsOneOfFewSynsLater) {
  begin(2);
  seconds_to_change({{1, kBad}, {2, kWell}}, 60);
  for (int i = 0; i < 29; ++i) EXPECT_FALSE(second({{1, {.first = i % 3 == 0 ? 1U : 0U}}, {2, kWell}})) << i;
  EXPECT_TRUE(second({{2, kWell}}));
}

TEST_F(Passive, KeepsSuspectingOneThatStaysBad) {
  begin(2);
  seconds_to_change({{1, kBad}, {2, kWell}}, 60);
  EXPECT_EQ(seconds_to_change({{1, kBad}, {2, kWell}}, 300), 300);
  EXPECT_THAT(suspected(), testing::ElementsAre(1));
}

TEST_F(Passive, ForgetsBackendsThatAreGone) {
  begin(2);
  seconds_to_change({{1, kBad}, {2, kWell}}, 60);
  totals_.erase(1);
  second({{2, kWell}});
  EXPECT_EQ(judge_.find(1), nullptr);
  second({{1, kWell}, {2, kWell}});
  EXPECT_THAT(suspected(), testing::IsEmpty());
}

TEST_F(Passive, TakesTotalsAsTheyAreWhenItBegins) {
  totals_ = {{1, {.first = 100, .repeated = 90}}, {2, {.first = 100, .repeated = 0}}};
  begin(2);
  EXPECT_EQ(seconds_to_change({{1, kWell}, {2, kWell}}, 30), 30);
}

}  // namespace
}  // namespace shunt::health
