// SPDX-License-Identifier: Apache-2.0
// Targets that come, stay and go.
#include <boost/asio/steady_timer.hpp>

#include "unit/health/checker/checking.h"

namespace shunt::test {
namespace {

using health::State;
using namespace std::chrono_literals;
using Checker = Checking;

TEST_F(Checker, AReloadKeepsWhatIsKnownOfTargetsThatStay) {
  const auto stays = target(checking(), 11), goes = target(checking(), 12), comes = target(checking(), 13);
  prober.on_probe = [](const auto&, const auto&) { return refused(); };
  checker.configure({stays, goes});
  run_until([&] { return status(stays).failed > 2 && status(goes).failed > 2; });
  const auto since = status(stays).since;
  const auto failed = status(stays).failed;
  // The same target, by another object.
  checker.configure({target(checking(), 11), comes});
  EXPECT_EQ(checker.size(), 2U);
  EXPECT_EQ(checker.find(goes), nullptr);
  EXPECT_EQ(status(stays).state, State::kDown);
  EXPECT_EQ(status(stays).since, since);
  EXPECT_EQ(status(stays).failed, failed);
  EXPECT_EQ(status(comes).state, State::kPending);
  run_until([&] { return status(stays).failed > failed + 2; });
}

TEST_F(Checker, ACheckThatSaysSomethingElseBeginsAnew) {
  auto check = checking();
  const auto before = target(check);
  checker.configure({before});
  run_until([&] { return status(before).state == State::kUp; });
  check.fall = 5;
  const auto after = target(check);
  checker.configure({after});
  EXPECT_EQ(checker.find(before), nullptr);
  EXPECT_EQ(status(after).state, State::kPending);
}

TEST_F(Checker, AProbeUnderWayEndsWithItsTarget) {
  const auto asked = target(checking());
  prober.on_probe = [](const auto&, const auto&) { return std::nullopt; };
  checker.configure({asked});
  run_until([&] { return prober.alive == 1; });
  checker.configure({});
  EXPECT_EQ(prober.alive, 0);
  EXPECT_EQ(loop.poll(), 0U) << "something is still waited for";
}

TEST_F(Checker, AnOutcomeThatIsOnItsWayIsNotToldToATargetThatIsGone) {
  const auto asked = target(checking());
  prober.on_probe = [](const auto&, const auto&) { return refused(); };
  checker.configure({asked});
  run_until([&] { return prober.alive == 1; });
  checker.configure({});
  loop.poll();
  EXPECT_EQ(changes, 0);
  EXPECT_EQ(prober.probes.size(), 1U);
}

// A timer's handler that is queued when the timer is destroyed runs nevertheless.
TEST_F(Checker, ATargetThatGoesWhenItIsToBeAskedIsNotAsked) {
  auto check = checking();
  check.full_size = model::FullSize::kWarn;
  checker.configure({target(check, 11), target(check, 12)});
  boost::asio::steady_timer reload(loop, std::chrono::steady_clock::time_point::min());
  reload.async_wait([&](const auto&) { checker.configure({}); });
  run_until([&] { return checker.size() == 0; });
  loop.poll();
  EXPECT_TRUE(prober.probes.empty());
}

TEST_F(Checker, FirstProbesAreSpreadOverTime) {
  std::set<health::Target> targets;
  auto check = checking();
  check.interval = check.fast_interval = 1h;
  for (int i = 1; i <= 250; ++i) targets.insert(target(check, i));
  const auto began = std::chrono::steady_clock::now();
  checker.configure(targets);
  run_until([&] { return prober.probes.size() == targets.size(); });
  EXPECT_GE(std::chrono::steady_clock::now() - began, 24ms);
}

}  // namespace
}  // namespace shunt::test
