// SPDX-License-Identifier: Apache-2.0
// What the log tells of a backend: each change once.
#include "control/condition.h"

#include <gmock/gmock.h>

namespace shunt::control {
namespace {

using health::State;
using model::FullSize;
using testing::ElementsAre;
using testing::IsEmpty;
using Admin = health::AgentReport::Admin;

constexpr const char* kWhy = "packets of 1500 bytes do not arrive";

/// A backend with one check.
class ConditionTest : public testing::Test {
 protected:
  ConditionTest() { status_.state = State::kUp; }

  void says(health::AgentReport report) { status_.agent = std::move(report); }

  /// News since the last call, bad ones with "!".
  std::vector<std::string> news() {
    Condition now;
    add(status_, check_, now);
    std::vector<std::string> texts;
    for (const auto& one : news_of(now, told_))
      texts.push_back((log::info_of(one.event).level == model::LogLevel::kWarning ? "! " : "") + one.text);
    return texts;
  }

  model::Check check_;
  health::CheckStatus status_;
  Condition told_;
};

TEST_F(ConditionTest, ABackendThatIsWellIsNoNews) {
  EXPECT_THAT(news(), IsEmpty());
  says({.percent = 100, .admin = Admin::kReady, .up = true, .description = "fine"});
  EXPECT_THAT(news(), IsEmpty());
}

TEST_F(ConditionTest, AnAgentsVerdictIsToldOnceWithItsWords) {
  says({.admin = Admin::kDrain, .description = "kernel update"});
  EXPECT_THAT(news(), ElementsAre("drained by its agent (#kernel update): no new flows"));
  EXPECT_THAT(news(), IsEmpty());
  says({.admin = Admin::kMaintenance, .description = "reboot"});
  EXPECT_THAT(news(), ElementsAre("in maintenance by its agent (#reboot): no flows at all"));
  says({.admin = Admin::kMaintenance, .description = "reboots"});
  EXPECT_THAT(news(), IsEmpty()) << "other words for the same";
  says({.admin = Admin::kDrain});
  EXPECT_THAT(news(), ElementsAre("drained by its agent: no new flows"));
  says({.admin = Admin::kReady});
  EXPECT_THAT(news(), ElementsAre("ready again by its agent"));
  EXPECT_THAT(news(), IsEmpty());
}

TEST_F(ConditionTest, AnAgentsWeightIsToldInSteps) {
  const auto weight = [&](std::uint32_t percent) {
    says({.percent = percent});
    return news();
  };
  EXPECT_THAT(weight(95), IsEmpty());
  EXPECT_THAT(weight(91), IsEmpty());
  EXPECT_THAT(weight(90), ElementsAre("90% of its weight by its agent"));
  EXPECT_THAT(weight(99), IsEmpty());
  EXPECT_THAT(weight(100), ElementsAre("100% of its weight by its agent"));
  EXPECT_THAT(weight(5), ElementsAre("5% of its weight by its agent"));
  EXPECT_THAT(weight(0), ElementsAre("0% of its weight by its agent: no new flows"));
  EXPECT_THAT(weight(0), IsEmpty());
  EXPECT_THAT(weight(1), ElementsAre("1% of its weight by its agent"));
}

TEST_F(ConditionTest, ABackendBecomesDegradedAndWhole) {
  EXPECT_THAT(news(), IsEmpty());
  status_.full_size_reason = kWhy;
  EXPECT_THAT(news(), IsEmpty()) << "one failure does not decide";
  status_.degraded = true;
  EXPECT_THAT(news(), ElementsAre(std::string("! degraded: ") + kWhy));
  status_.full_size_reason = "packets of 1480 bytes do not arrive";
  EXPECT_THAT(news(), IsEmpty());
  status_.degraded = false;
  EXPECT_THAT(news(), ElementsAre("whole again: full-size packets arrive"));
  EXPECT_THAT(news(), IsEmpty());
}

TEST_F(ConditionTest, ABackendThatGoesDownIsNotWholeForThat) {
  status_.full_size_reason = kWhy;
  status_.degraded = true;
  EXPECT_THAT(news(), testing::SizeIs(1));
  status_.degraded = false;
  status_.state = State::kDown;
  EXPECT_THAT(news(), IsEmpty());
  status_.state = State::kUp;
  EXPECT_THAT(news(), IsEmpty());
  status_.degraded = true;
  EXPECT_THAT(news(), testing::SizeIs(1)) << "that is news again";
}

TEST_F(ConditionTest, WhatCountsAsDownIsNotToldAsDegraded) {
  check_.full_size = FullSize::kDown;
  status_.degraded = true;
  EXPECT_THAT(news(), IsEmpty());
}

TEST_F(ConditionTest, DampingBeginsAndEnds) {
  status_.damped = 4;
  EXPECT_THAT(news(), ElementsAre("! goes up and down: it has to pass 4 checks in a row before it is up"));
  status_.damped = 8;
  EXPECT_THAT(news(), IsEmpty()) << "longer is not anew";
  status_.damped = 0;
  EXPECT_THAT(news(), ElementsAre("no longer goes up and down: it has to pass as many checks as `rise` says"));
  EXPECT_THAT(news(), IsEmpty());
}

TEST(Condition, IsTheWorstOfAllChecks) {
  model::Check warns, direct{.full_size = FullSize::kOff};
  health::CheckStatus whole, spoilt, agent;
  whole.state = spoilt.state = agent.state = State::kUp;
  spoilt.degraded = true;
  spoilt.full_size_reason = kWhy;
  spoilt.damped = 8;
  agent.damped = 4;
  agent.agent = health::AgentReport{.percent = 30, .admin = Admin::kDrain, .description = "why"};
  for (const bool reversed : {false, true}) {
    Condition condition;
    for (const auto* status :
         reversed ? std::vector{&agent, &spoilt, &whole} : std::vector{&whole, &spoilt, &agent})
      add(*status, status == &agent ? direct : warns, condition);
    EXPECT_EQ(condition.degraded, kWhy);
    EXPECT_EQ(condition.damped, 8U);
    EXPECT_EQ(condition.standing, (Standing{.percent = 30, .drains = true}));
    EXPECT_EQ(condition.description, "why");
  }
}

}  // namespace
}  // namespace shunt::control
