// SPDX-License-Identifier: Apache-2.0
// Random histories against the rules read literally: a second judge that keeps all results and counts anew each
// time.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "health/judge/judge.h"
#include "support/random/dice.h"

namespace shunt::health {
namespace {

constexpr int kHistories = 2000;
constexpr int kOutcomes = 300;

struct Result {
  bool passed;
  Judge::Time at;
};

class Naive {
 public:
  explicit Naive(const model::Check& check) : check_(check) {
    if (check.initial == model::InitialHealth::kUp) state_ = State::kUp;
    if (check.initial == model::InitialHealth::kDown) state_ = State::kDown;
  }

  void presume_up() { state_ = state_ == State::kPending ? State::kUp : state_; }

  void judge(Verdict verdict, Judge::Time now) {
    if (verdict == Verdict::kUnable) return;
    const bool passed = verdict == Verdict::kPassed;
    results_.push_back({passed, now});
    const State opinion = passed ? State::kUp : State::kDown;
    const bool first_of_all = check_.initial == model::InitialHealth::kCheck && results_.size() == 1;
    if (opinion == state_ || (!first_of_all && streak() < (passed ? passes_needed(now) : check_.fall))) return;
    if (state_ == State::kUp) falls_.push_back(now);
    state_ = opinion;
  }

  [[nodiscard]] std::uint32_t streak() const {
    std::uint32_t streak = 0;
    for (auto i = results_.rbegin(); i != results_.rend() && i->passed == results_.back().passed; ++i) ++streak;
    return streak;
  }

  [[nodiscard]] std::uint32_t passes_needed(Judge::Time now) const {
    double factor = 1;
    std::uint32_t young = 0;
    for (const auto fall : falls_)
      if (now - fall < Judge::kFlapWindow && ++young > Judge::kFreeFlaps) factor *= 2;
    return check_.rise * static_cast<std::uint32_t>(std::min<double>(factor, Judge::kMaxPenalty));
  }

  [[nodiscard]] bool in_question() const {
    return results_.empty() || results_.back().passed != (state_ == State::kUp);
  }

  [[nodiscard]] State state() const { return state_; }

 private:
  model::Check check_;
  State state_ = State::kPending;
  std::vector<Result> results_;
  std::vector<Judge::Time> falls_;
};

Verdict outcome(random::Dice& dice, bool well) {
  if (dice.chance(5)) return Verdict::kUnable;
  return dice.chance(well ? 90 : 10) ? Verdict::kPassed : Verdict::kFailed;
}

/// How often the state changed; the first difference ends it.
int history(std::uint64_t seed) {
  random::Dice dice(seed);
  const model::Check check{
      .interval = std::chrono::milliseconds(dice.between(1000, 20'000)),
      .fast_interval = std::chrono::milliseconds(dice.between(100, 1000)),
      .rise = dice.between(1, 4),
      .fall = dice.between(1, 4),
      .initial = dice.pick({model::InitialHealth::kCheck, model::InitialHealth::kUp, model::InitialHealth::kDown}),
  };
  Judge judge(check);
  Naive naive(check);
  Judge::Time now{};
  int changes = 0;
  bool well = true;
  for (int i = 0; i < kOutcomes; ++i) {
    if (dice.chance(15)) well = !well;
    const Verdict verdict = outcome(dice, well);
    const State before = naive.state();
    naive.judge(verdict, now);
    const bool changed = judge.judge(verdict, now);
    changes += changed ? 1 : 0;
    EXPECT_EQ(changed, naive.state() != before) << i;
    EXPECT_EQ(judge.state(), naive.state()) << i;
    EXPECT_EQ(judge.in_question(), naive.in_question()) << i;
    EXPECT_EQ(judge.interval(), naive.in_question() ? check.fast_interval : check.interval) << i;
    EXPECT_EQ(judge.streak(), verdict == Verdict::kUnable ? judge.streak() : naive.streak()) << i;
    EXPECT_EQ(judge.passes_needed(now), naive.passes_needed(now)) << i;
    if (testing::Test::HasFailure()) break;
    now += dice.chance(2) ? Judge::kFlapWindow - std::chrono::nanoseconds(dice.below(2)) : judge.interval();
  }
  return changes;
}

TEST(RandomJudge, AgreesWithTheRulesReadLiterally) {
  const auto seed = random::announced_seed();
  int changes = 0;
  for (std::uint64_t i = 0; i < kHistories; ++i) {
    changes += history(seed + i);
    ASSERT_FALSE(HasFailure()) << "SHUNT_SEED=" << seed + i << " repeats it at once";
  }
  EXPECT_GT(changes, 10 * kHistories) << "the histories try too little";
}

}  // namespace
}  // namespace shunt::health
