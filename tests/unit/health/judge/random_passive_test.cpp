// SPDX-License-Identifier: Apache-2.0
// Random services against what has to hold whatever comes.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "health/judge/passive.h"
#include "support/random/dice.h"

namespace shunt::health {
namespace {

using namespace std::chrono_literals;

constexpr int kServices = 300;
constexpr int kSeconds = 200;

/// All totals of a backend, second by second.
struct History {
  std::vector<Syns> totals{{}};
  std::size_t since = 0;  // of what its window may hold

  void add(const Syns& coming) {
    totals.push_back(
        {.first = totals.back().first + coming.first, .repeated = totals.back().repeated + coming.repeated});
  }
  [[nodiscard]] Syns window() const {
    const auto now = totals.size() - 1;
    const auto& from = totals[std::max(since, now > 10 ? now - 10 : 0)];
    return {.first = totals[now].first - from.first, .repeated = totals[now].repeated - from.repeated};
  }
};

class Service {
 public:
  explicit Service(random::Dice& dice) : dice_(dice), histories_(dice.between(1, 6)) { judge(); }

  void second() {
    for (std::size_t i = 0; i < histories_.size(); ++i) {
      if (dice_.chance(4)) bad_ ^= 1U << i;
      const auto first = dice_.chance(10) ? 0 : dice_.below(30);
      histories_[i].add(
          {.first = first, .repeated = (bad_ >> i & 1) != 0 ? dice_.below(2 * first + 1) : first / 20});
    }
    const auto before = suspected();
    const bool changed = judge();
    const auto after = suspected();
    EXPECT_EQ(changed, before != after);
    check(before, after);
  }

 private:
  bool judge() {
    std::map<PassiveJudge::Backend, Syns> totals;
    for (std::size_t i = 0; i < histories_.size(); ++i)
      totals[static_cast<PassiveJudge::Backend>(i)] = histories_[i].totals.back();
    now_ += 1s;
    return judge_.judge(totals, now_);
  }

  std::vector<bool> suspected() {
    std::vector<bool> found;
    for (std::size_t i = 0; i < histories_.size(); ++i)
      found.push_back(judge_.find(static_cast<PassiveJudge::Backend>(i))->suspected);
    return found;
  }

  void check(const std::vector<bool>& before, const std::vector<bool>& after) {
    EXPECT_LE(2 * std::ranges::count(after, true), std::ssize(after));
    for (std::size_t i = 0; i < after.size(); ++i) {
      const auto& opinion = *judge_.find(static_cast<PassiveJudge::Backend>(i));
      EXPECT_EQ(opinion.reason.empty(), !after[i]);
      const auto own = histories_[i].window();
      if (after[i] && !before[i]) {
        EXPECT_GE(own.repeated, kFewestSyns);
        EXPECT_GE(2 * own.repeated, own.first);
        EXPECT_GT(std::ranges::count(after, false), 0);
      } else if (before[i] && !after[i]) {
        const bool is_well =
            own.first >= kFewestSyns && histories_[i].totals.size() - 1 - histories_[i].since >= 10;
        EXPECT_TRUE(is_well || histories_[i].totals.size() - 1 - histories_[i].since >= 30);
      }
      if (after[i] != before[i]) histories_[i].since = histories_[i].totals.size() - 1;
      EXPECT_EQ(opinion.window.syns(), histories_[i].window());
    }
  }

  random::Dice& dice_;
  std::vector<History> histories_;
  std::uint32_t bad_ = 0;
  PassiveJudge judge_;
  PassiveJudge::Time now_{};
};

TEST(RandomServices, KeepTheRulesOfSuspicion) {
  random::Dice dice(random::announced_seed());
  for (int i = 0; i < kServices && !testing::Test::HasFailure(); ++i) {
    Service service(dice);
    for (int second = 0; second < kSeconds && !testing::Test::HasFailure(); ++second) service.second();
  }
}

}  // namespace
}  // namespace shunt::health
