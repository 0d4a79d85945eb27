// SPDX-License-Identifier: Apache-2.0
// Outcomes and the states that follow: '+' passed, '-' failed, 'o' could not be sent; 'P' pending, 'U' up, 'D'
// down.
#include "health/judge/judge.h"

#include <gtest/gtest.h>

#include <string>

namespace shunt::health {
namespace {

using namespace std::chrono_literals;

model::Check check(model::InitialHealth initial, std::uint32_t rise, std::uint32_t fall) {
  return {.interval = 2000ms, .fast_interval = 500ms, .rise = rise, .fall = fall, .initial = initial};
}

Verdict verdict(char letter) {
  if (letter == 'o') return Verdict::kUnable;
  return letter == '+' ? Verdict::kPassed : Verdict::kFailed;
}

char letter(State state) {
  if (state == State::kPending) return 'P';
  return state == State::kUp ? 'U' : 'D';
}

/// The state after each outcome, probes being as far apart as they ask to be.
std::string states(const model::Check& check, const std::string& outcomes) {
  Judge judge(check);
  Judge::Time now{};
  std::string result;
  for (const char outcome : outcomes) {
    const State before = judge.state();
    const bool changed = judge.judge(verdict(outcome), now);
    EXPECT_EQ(changed, judge.state() != before) << outcomes << " at " << result.size();
    result += letter(judge.state());
    now += judge.interval();
  }
  return result;
}

struct Row {
  model::InitialHealth initial;
  std::uint32_t rise;
  std::uint32_t fall;
  std::string outcomes;
  std::string wanted;
};

constexpr auto kCheck = model::InitialHealth::kCheck;
constexpr auto kUp = model::InitialHealth::kUp;
constexpr auto kDown = model::InitialHealth::kDown;

TEST(Judge, GoesFromOutcomesToStatesAsTheTablesSay) {
  for (const auto& row : std::vector<Row>{
           // the first result decides alone, and only the first
           {kCheck, 2, 3, "+", "U"},
           {kCheck, 2, 3, "-", "D"},
           {kCheck, 3, 3, "+--+---", "UUUUUUD"},
           {kCheck, 3, 2, "-++-+++", "DDDDDDU"},
           // fall: so many failed in a row
           {kUp, 2, 3, "---", "UUD"},
           {kUp, 2, 3, "--+--+---", "UUUUUUUUD"},
           {kUp, 2, 1, "-", "D"},
           // rise: so many passed in a row
           {kDown, 2, 3, "++", "DU"},
           {kDown, 3, 3, "++-++-+++", "DDDDDDDDU"},
           {kDown, 1, 3, "+", "U"},
           {kDown, 2, 3, "-----++", "DDDDDDU"},
           // what goes on in the state that it is in changes nothing
           {kUp, 1, 2, "+++++--++--", "UUUUUUDUUUD"},
           // a probe that could not be sent is no result: the first one still decides alone
           {kCheck, 2, 3, "o", "P"},
           {kCheck, 2, 3, "ooo-", "PPPD"},
           {kCheck, 2, 3, "o+--", "PUUU"},
           {kUp, 2, 3, "o", "U"},
           {kDown, 2, 3, "oooo", "DDDD"},
           // neither extends a streak nor breaks it
           {kUp, 2, 3, "-o-o-", "UUUUD"},
           {kUp, 2, 3, "-oooooo-", "UUUUUUUU"},
           {kDown, 3, 3, "+o+o+", "DDDDU"},
       })
    EXPECT_EQ(states(check(row.initial, row.rise, row.fall), row.outcomes), row.wanted)
        << model::to_string(row.initial) << ", rise " << row.rise << ", fall " << row.fall << ": " << row.outcomes;
}

TEST(Judge, BeginsAsTheCheckSays) {
  EXPECT_EQ(Judge(check(kCheck, 2, 3)).state(), State::kPending);
  EXPECT_EQ(Judge(check(kUp, 2, 3)).state(), State::kUp);
  EXPECT_EQ(Judge(check(kDown, 2, 3)).state(), State::kDown);
}

TEST(Judge, PresumesUpWhoWasNeverAskedUntilTheFirstResultDecides) {
  Judge judge(check(kCheck, 2, 3));
  EXPECT_TRUE(judge.presume_up());
  EXPECT_EQ(judge.state(), State::kUp);
  EXPECT_FALSE(judge.presume_up());
  EXPECT_TRUE(judge.in_question());
  EXPECT_TRUE(judge.judge(Verdict::kFailed, {})) << "alone";
  EXPECT_EQ(judge.state(), State::kDown);
  EXPECT_FALSE(judge.presume_up()) << "it has been asked";
  EXPECT_EQ(judge.state(), State::kDown);
}

TEST(Judge, AsksSoonAgainWhileTheLastResultContradictsTheState) {
  Judge judge(check(kUp, 2, 3));
  EXPECT_TRUE(judge.in_question()) << "nothing is known yet";
  const std::string outcomes = "+-+---o+-++o+";
  const std::string in_question = ".*.**..*.*...";  // down at the 6th, up at the 11th
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    judge.judge(verdict(outcomes[i]), {});
    EXPECT_EQ(judge.in_question(), in_question[i] == '*') << i;
    EXPECT_EQ(judge.interval(), in_question[i] == '*' ? 500ms : 2000ms) << i;
  }
}

TEST(Judge, AsksSoonAgainUntilThereIsAResult) {
  for (const auto initial : {kCheck, kUp, kDown}) {
    Judge judge(check(initial, 2, 3));
    EXPECT_EQ(judge.interval(), 500ms) << model::to_string(initial);
    judge.judge(Verdict::kUnable, {});
    EXPECT_EQ(judge.interval(), 500ms) << model::to_string(initial);
  }
}

TEST(Judge, CountsTheStreak) {
  Judge judge(check(kUp, 2, 3));
  EXPECT_EQ(judge.streak(), 0U);
  const std::string outcomes = "++o+--o-+";
  const std::vector<std::uint32_t> streaks{1, 2, 2, 3, 1, 2, 2, 3, 1};
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    judge.judge(verdict(outcomes[i]), {});
    EXPECT_EQ(judge.streak(), streaks[i]) << i;
  }
}

}  // namespace
}  // namespace shunt::health
