// SPDX-License-Identifier: Apache-2.0
// One target, asked again and again.
#include <gmock/gmock.h>

#include <algorithm>

#include "unit/health/checker/checking.h"

namespace shunt::test {
namespace {

using health::AgentReport;
using health::State;
using health::Verdict;
using namespace std::chrono_literals;
using Check = Checking;

TEST_F(Check, TheFirstResultDecides) {
  const auto up = target(checking(), 11), down = target(checking(), 12);
  prober.on_probe = [&](const auto&, const auto& destination) {
    return destination.backend == up.backend ? passed() : refused();
  };
  checker.configure({up, down});
  EXPECT_EQ(status(up).state, State::kPending);
  run_until([&] { return status(up).state == State::kUp && status(down).state == State::kDown; });
  EXPECT_EQ(changes, 2);
  EXPECT_EQ(status(down).reason, "connect: refused");
  EXPECT_EQ(status(up).reason, "");
  EXPECT_EQ(prober.destinations[0].address, up.address);
  EXPECT_EQ(prober.destinations[0].target, paths.path.mark);
}

TEST_F(Check, TheLastTenTransitionsAreKept) {
  const auto asked = target(checking());
  bool well = true;
  prober.on_probe = [&](const auto&, const auto&) { return well ? passed() : refused(); };
  checker.configure({asked});
  for (int i = 0; i < 13; ++i, well = !well)
    run_until([&] { return status(asked).state == (well ? State::kUp : State::kDown); });
  const auto& transitions = status(asked).transitions;
  ASSERT_EQ(transitions.size(), health::kTransitionsKept);
  EXPECT_EQ(changes, 13);
  for (std::size_t i = 0; i < transitions.size(); ++i) {
    EXPECT_EQ(transitions[i].to, i % 2 == 0 ? State::kDown : State::kUp) << i;
    EXPECT_EQ(transitions[i].from, i % 2 == 0 ? State::kUp : State::kDown) << i;
    EXPECT_EQ(transitions[i].reason, i % 2 == 0 ? "connect: refused" : "") << i;
  }
  EXPECT_TRUE(std::ranges::is_sorted(transitions, {}, &health::Transition::at));
  EXPECT_EQ(status(asked).since, transitions.back().at);
}

TEST_F(Check, LatenciesAreThoseOfProbesThatPassed) {
  const auto asked = target(checking());
  std::vector<health::Outcome> outcomes{passed(30us), refused(), unable(), passed(10us), passed(20us)};
  std::size_t next = 0;
  prober.on_probe = [&](const auto&, const auto&) -> FakeProber::Answer {
    if (next == outcomes.size()) return std::nullopt;
    return outcomes[next++];
  };
  checker.configure({asked});
  run_probes(outcomes.size() + 1);
  const auto spread = status(asked).latency.spread();
  EXPECT_EQ(spread.min, 10us);
  EXPECT_EQ(spread.mean, 20us);
  EXPECT_EQ(spread.max, 30us);
  EXPECT_EQ(status(asked).latency.last(), 20us);
  EXPECT_EQ(status(asked).passed, 3U);
  EXPECT_EQ(status(asked).failed, 1U);
  EXPECT_EQ(status(asked).unable, 1U);
}

TEST(Latency, KeepsTheLast32) {
  health::Latency latency;
  EXPECT_EQ(latency.spread().max, 0us);
  for (int i = 1; i <= 40; ++i) latency.add(std::chrono::microseconds(i));
  EXPECT_EQ(latency.spread().min, 9us);
  EXPECT_EQ(latency.spread().max, 40us);
  EXPECT_EQ(latency.spread().mean, 24us);
  EXPECT_EQ(latency.last(), 40us);
}

TEST_F(Check, AsksAgainWhileThePathIsBeingFoundOut) {
  auto check = checking();
  check.interval = check.fast_interval = 1h;
  const auto asked = target(check);
  paths.path.verdict = std::nullopt;
  checker.configure({asked});
  run_until([&] { return paths.asked == 3; });
  EXPECT_EQ(status(asked).state, State::kPending);
  EXPECT_TRUE(prober.probes.empty());
  paths.path.verdict = Verdict::kPassed;
  run_until([&] { return status(asked).state == State::kUp; });
}

TEST_F(Check, AHostThatDoesNotAnswerOnItsLinkIsDownWithoutBeingAsked) {
  const auto asked = target(checking());
  paths.path = {.verdict = Verdict::kFailed, .reason = "next hop: 198.51.100.11 does not answer"};
  checker.configure({asked});
  run_until([&] { return status(asked).state == State::kDown; });
  EXPECT_EQ(status(asked).reason, paths.path.reason);
  EXPECT_TRUE(prober.probes.empty());
}

TEST_F(Check, WithoutAWayToAskNobodyIsThrownOut) {
  const auto asked = target(checking());
  prober.on_probe = [](const auto&, const auto&) { return passed(); };
  checker.configure({asked});
  run_until([&] { return status(asked).state == State::kUp; });
  paths.path = {.verdict = Verdict::kUnable, .reason = "no way"};
  run_until([&] { return status(asked).unable == 3; });
  EXPECT_EQ(status(asked).state, State::kUp);
  EXPECT_EQ(status(asked).last, Verdict::kUnable);
  EXPECT_EQ(status(asked).reason, "no way");
  EXPECT_FALSE(status(asked).presumed) << "it had a result";
}

TEST_F(Check, WhatFailsByAWayThatIsGoneSaysNothing) {
  const auto asked = target(checking());
  prober.on_probe = [&](const auto&, const auto&) {
    if (prober.probes.size() <= 3) ++paths.path.version;
    return prober.probes.size() <= 3 ? refused() : passed();
  };
  checker.configure({asked});
  run_until([&] { return status(asked).state == State::kUp; });
  EXPECT_EQ(status(asked).failed, 0U);
  EXPECT_EQ(prober.probes.size(), 4U);
}

TEST_F(Check, WhatPassesByAWayThatIsGonePasses) {
  const auto asked = target(checking());
  prober.on_probe = [&](const auto&, const auto&) {
    ++paths.path.version;
    return passed();
  };
  checker.configure({asked});
  run_until([&] { return status(asked).state == State::kUp; });
  EXPECT_EQ(prober.probes.size(), 1U);
}

TEST_F(Check, WhatAnAgentLeavesOutStaysAsItSaidBefore) {
  const auto asked = target(checking());
  std::vector<AgentReport> reports{{.percent = 50, .up = true},
                                   {.admin = AgentReport::Admin::kDrain, .description = "x"},
                                   {.admin = AgentReport::Admin::kDrain, .description = "x"},
                                   {.percent = 75}};
  prober.on_probe = [&](const auto&, const auto&) -> FakeProber::Answer {
    if (prober.probes.size() > reports.size()) return std::nullopt;
    auto outcome = passed();
    outcome.agent = reports[prober.probes.size() - 1];
    return outcome;
  };
  checker.configure({asked});
  run_probes(reports.size() + 1);
  EXPECT_EQ(status(asked).agent,
            (AgentReport{.percent = 75, .admin = AgentReport::Admin::kDrain, .up = true, .description = ""}));
  EXPECT_EQ(changes, 3) << "the third said what the second had said";
}

TEST_F(Check, WhoFlapsIsDampedUntilThatIsOver) {
  const auto asked = target(checking());
  bool well = true;
  prober.on_probe = [&](const auto&, const auto&) { return well ? passed() : refused(); };
  health::Schedule schedule(loop);
  std::vector<std::uint32_t> told;
  health::Check check(schedule, asked, prober, paths,
                      [&](const health::Check& one) { told.push_back(one.status().damped); },
                      {.delay = 0ms, .presume_after = 0ms, .flap_window = 500ms});
  run_until([&] {
    well = check.status().state != State::kUp;
    return check.status().damped != 0;
  });
  EXPECT_EQ(check.status().state, State::kDown);
  EXPECT_EQ(told.back(), 2U) << "twice its rise";
  EXPECT_EQ(std::ranges::count(told, 0U), std::ssize(told) - 1) << "from the third fall on";
  well = true;
  run_until([&] { return check.status().state == State::kUp && check.status().damped == 0; });
  EXPECT_EQ(told.back(), 0U) << "its falls have aged out";
}

TEST_F(Check, WhatServesAlreadyIsUpUntilProbesInARowFail) {
  auto check = checking();
  check.fall = 3;
  check.initial = model::InitialHealth::kDown;
  const auto asked = target(check);
  prober.on_probe = [](const auto&, const auto&) { return refused(); };
  checker.configure({asked}, {asked});
  EXPECT_EQ(status(asked).state, State::kUp);
  run_until([&] { return status(asked).failed == 2; });
  EXPECT_EQ(status(asked).state, State::kUp);
  run_until([&] { return status(asked).failed == 3; });
  EXPECT_EQ(status(asked).state, State::kDown);
}

}  // namespace
}  // namespace shunt::test
