// SPDX-License-Identifier: Apache-2.0
// What holds of every service, whatever is asked of it: random ones.
#include <gtest/gtest.h>

#include <algorithm>

#include "control/shares.h"
#include "support/random/dice.h"

namespace shunt::control {
namespace {

using health::State;
using model::AdminState;
using model::FailPolicy;
using random::Dice;

constexpr int kServices = 20'000;

struct Case {
  model::Service service;
  std::vector<Standing> standings;
  model::Overrides overrides;
  Ramps ramps;
  bool were_too_few = false;
  Moment now{.wall = std::chrono::system_clock::time_point(std::chrono::hours(1)),
             .steady = std::chrono::steady_clock::time_point(std::chrono::hours(1))};

  [[nodiscard]] Parts parts() const { return parts_of(service, standings, were_too_few, overrides, ramps, now); }
};

void add_backend(Case& made, Dice& dice) {
  auto& backends = made.service.backends;
  backends.push_back({.address = *net::IpAddress::parse("198.51.100." + std::to_string(backends.size() + 1)),
                      .weight = dice.pick({0U, 1U, 1U, 1U, 7U, model::kMaxWeight}),
                      .backup = dice.chance(25)});
  made.standings.push_back(
      {.state = dice.pick({State::kUp, State::kUp, State::kDown, State::kDown, State::kPending}),
       .percent = dice.pick({100U, 100U, 100U, 0U, 1U, 50U}),
       .drains = dice.chance(8),
       .maintained = dice.chance(8)});
  model::Override override;
  if (dice.chance(20)) override.state = dice.pick({AdminState::kDraining, AdminState::kDisabled});
  if (override.state && dice.chance(30))
    override.until = made.now.wall + std::chrono::seconds(dice.pick({-1, 0, 1}));
  if (dice.chance(10)) override.weight = dice.pick({0U, 3U});
  made.overrides.set("web", backends.back().address, override);
  if (dice.chance(40))
    made.ramps[{"web", backends.back().address}] = made.now.steady - std::chrono::seconds(dice.below(90));
}

Case random_case(Dice& dice) {
  Case made;
  made.service.name = "web";
  made.service.on_down = dice.pick({model::OnDown::kMove, model::OnDown::kKeep});
  made.service.slow_start = std::chrono::seconds(dice.pick({0, 0, 60}));
  if (dice.chance(80)) made.service.health.checks.emplace_back();
  made.service.health.fail = dice.pick({FailPolicy::kOpen, FailPolicy::kClosed, FailPolicy::kBackup});
  made.service.health.quorum = {.backends = dice.between(1, 4), .hysteresis = dice.between(0, 2)};
  made.were_too_few = dice.chance(50);
  const auto count = dice.below(9);
  for (std::uint64_t i = 0; i < count; ++i) add_backend(made, dice);
  if (made.service.health.checks.empty()) std::ranges::fill(made.standings, Standing{});
  return made;
}

/// Somebody wants it to have no new flows: an operator, the file or its agent.
bool is_kept_away(const Case& made, std::size_t i) {
  const auto* override = made.overrides.find("web", made.service.backends[i].address);
  const auto weight =
      override != nullptr && override->weight ? *override->weight : made.service.backends[i].weight;
  return weight == 0 || (override != nullptr && override->state) || made.standings[i].drains ||
         made.standings[i].maintained;
}

bool is_up(const Case& made, std::size_t i) {
  return !is_kept_away(made, i) && made.standings[i].state == State::kUp && made.standings[i].percent != 0;
}

void expect_sound_backend(const Case& made, const Parts& parts, std::size_t i) {
  const auto& part = parts.backends[i];
  EXPECT_FALSE(is_kept_away(made, i) && part.share.weight != 0);
  if (part.share.weight == 0) {
    EXPECT_NE(part.state, BackendState::kReady) << "takes new flows, it says";
    return;
  }
  EXPECT_TRUE(part.share.alive) << "it would lose the flows that it gets";
  EXPECT_LE(part.share.weight, part.weight * kSlowStartSteps);
  EXPECT_GT(weight_of_share(part.share.weight), 0U);
  if (is_up(made, i)) return;
  EXPECT_TRUE(parts.failing) << "one that is not up takes flows";
  EXPECT_NE(made.service.health.fail, FailPolicy::kClosed);
  EXPECT_EQ(made.service.backends[i].backup, made.service.health.fail == FailPolicy::kBackup);
}

/// Who may be asked if need be: by the policy, when none is up.
bool may_serve(const Case& made, std::size_t i, bool failing) {
  if (is_up(made, i) && !failing) return true;
  if (!failing || made.service.health.fail == FailPolicy::kClosed || is_kept_away(made, i)) return false;
  if (made.service.backends[i].backup != (made.service.health.fail == FailPolicy::kBackup)) return false;
  return made.standings[i].percent != 0 || made.standings[i].state != State::kUp;
}

void expect_sound(const Case& made) {
  const auto parts = made.parts();
  ASSERT_EQ(parts.backends.size(), made.service.backends.size());
  bool any_may = false;
  std::uint32_t up = 0;
  for (std::size_t i = 0; i < parts.backends.size(); ++i) {
    SCOPED_TRACE("backend " + std::to_string(i + 1));
    expect_sound_backend(made, parts, i);
    any_may = any_may || may_serve(made, i, parts.failing);
    if (!made.service.backends[i].backup && is_up(made, i)) ++up;
  }
  EXPECT_EQ(any_takes_flows(parts), any_may);
  EXPECT_EQ(parts.healthy, up);
  EXPECT_TRUE(parts.too_few || !parts.failing);
  EXPECT_FALSE(parts.too_few && made.service.health.checks.empty());
}

TEST(RandomShares, NobodyServesWhoShouldNotAndSomebodyDoesIfAnybodyMay) {
  const auto seed = random::announced_seed();
  int failing = 0, serving = 0;
  for (std::uint64_t i = 0; i < kServices; ++i) {
    Dice dice(seed + i);
    const auto made = random_case(dice);
    expect_sound(made);
    ASSERT_FALSE(HasFailure()) << "SHUNT_SEED=" << seed + i << " repeats it at once";
    failing += made.parts().failing ? 1 : 0;
    serving += any_takes_flows(made.parts()) ? 1 : 0;
  }
  EXPECT_GT(failing, kServices / 10);
  EXPECT_GT(serving, kServices / 10);
}

}  // namespace
}  // namespace shunt::control
