// SPDX-License-Identifier: Apache-2.0
// Who may take new flows, by tables: what the file, operators, checks, agents, time and the number of those that
// are left make of each backend.
#include "control/shares.h"

#include <gmock/gmock.h>

namespace shunt::control {
namespace {

using health::State;
using model::AdminState;
using model::FailPolicy;
using model::OnDown;
using std::chrono::seconds;
using testing::ElementsAre;
using namespace std::chrono_literals;
using enum BackendState;

constexpr std::uint32_t kFull = kSlowStartSteps;  // a share of weight 1

const Moment kNow{.wall = std::chrono::system_clock::time_point(1'000'000s),
                  .steady = std::chrono::steady_clock::time_point(1'000'000s)};

constexpr Standing kUp{};
constexpr Standing kFails{.state = State::kDown};
constexpr Standing kWaits{.state = State::kPending};
constexpr Standing kDrains{.drains = true};
constexpr Standing kMaintained{.maintained = true};
constexpr Standing percent(std::uint32_t percent) { return {.percent = percent}; }

net::IpAddress address(std::size_t number) {
  return *net::IpAddress::parse("198.51.100." + std::to_string(number));
}

/// A service "web" whose backends are told one by one; 198.51.100.1 is the first.
class Shares : public testing::Test {
 protected:
  Shares() {
    service_.name = "web";
    service_.health.checks.emplace_back();
  }

  void backend(Standing standing, model::Backend backend = {}) {
    backend.address = address(service_.backends.size() + 1);
    service_.backends.push_back(backend);
    standings_.push_back(standing);
  }
  void backends(std::initializer_list<Standing> standings, model::Backend as = {}) {
    for (const auto& standing : standings) backend(standing, as);
  }
  void backup(Standing standing) { backend(standing, {.backup = true}); }
  void override(std::size_t number, const model::Override& value) {
    overrides_.set(service_.name, address(number), value);
  }
  void began(std::size_t number, std::chrono::milliseconds ago) {
    ramps_[{service_.name, address(number)}] = kNow.steady - ago;
  }

  [[nodiscard]] Parts parts(bool were_too_few = false) const {
    return parts_of(service_, standings_, were_too_few, overrides_, ramps_, kNow);
  }
  [[nodiscard]] std::vector<std::uint32_t> weights() const {
    std::vector<std::uint32_t> weights;
    for (const auto& part : parts().backends) weights.push_back(part.share.weight);
    return weights;
  }
  [[nodiscard]] std::vector<BackendState> states() const {
    std::vector<BackendState> states;
    for (const auto& part : parts().backends) states.push_back(part.state);
    return states;
  }

  model::Service service_;
  std::vector<Standing> standings_;
  model::Overrides overrides_;
  Ramps ramps_;
};

struct Expected {
  BackendState state;
  std::uint32_t weight;
  bool alive_if_moved;  // on_down: move
  bool alive_if_kept;
};

struct Row {
  const char* what;
  std::optional<AdminState> admin;
  std::optional<std::uint32_t> weight;  // by an operator
  Standing standing;
  Expected expected;
};

// Beside another backend that is up, so that the service does not fail.
const std::vector<Row> kRows{
    {"up", {}, {}, kUp, {kReady, kFull, true, true}},
    {"down", {}, {}, kFails, {kDown, 0, false, true}},
    {"pending", {}, {}, kWaits, {kPending, 0, true, true}},
    {"drained by its agent", {}, {}, kDrains, {kDraining, 0, true, true}},
    {"in maintenance by its agent", {}, {}, kMaintained, {kDisabled, 0, false, false}},
    {"a share by its agent", {}, {}, percent(50), {kReady, kFull / 2, true, true}},
    {"no share by its agent", {}, {}, percent(0), {kDraining, 0, true, true}},
    {"drained by its agent, and down",
     {},
     {},
     {.state = State::kDown, .drains = true},
     {kDraining, 0, false, true}},
    {"in maintenance by its agent, and down",
     {},
     {},
     {.state = State::kDown, .maintained = true},
     {kDisabled, 0, false, false}},
    {"no share by its agent, and down", {}, {}, {.state = State::kDown, .percent = 0}, {kDown, 0, false, true}},
    {"draining", AdminState::kDraining, {}, kUp, {kDraining, 0, true, true}},
    {"draining, down", AdminState::kDraining, {}, kFails, {kDraining, 0, false, true}},
    {"draining, pending", AdminState::kDraining, {}, kWaits, {kDraining, 0, true, true}},
    {"draining, drained", AdminState::kDraining, {}, kDrains, {kDraining, 0, true, true}},
    {"draining, in maintenance", AdminState::kDraining, {}, kMaintained, {kDraining, 0, false, false}},
    {"draining, a share", AdminState::kDraining, {}, percent(50), {kDraining, 0, true, true}},
    {"disabled", AdminState::kDisabled, {}, kUp, {kDisabled, 0, false, false}},
    {"disabled, down", AdminState::kDisabled, {}, kFails, {kDisabled, 0, false, false}},
    {"disabled, pending", AdminState::kDisabled, {}, kWaits, {kDisabled, 0, false, false}},
    {"disabled, drained", AdminState::kDisabled, {}, kDrains, {kDisabled, 0, false, false}},
    {"disabled, in maintenance", AdminState::kDisabled, {}, kMaintained, {kDisabled, 0, false, false}},
    {"weight 0", {}, 0, kUp, {kIdle, 0, true, true}},
    {"weight 0, down", {}, 0, kFails, {kIdle, 0, false, true}},
    {"weight 0, pending", {}, 0, kWaits, {kIdle, 0, true, true}},
    {"weight 0, in maintenance", {}, 0, kMaintained, {kIdle, 0, false, false}},
    {"weight 3", {}, 3, kUp, {kReady, 3 * kFull, true, true}},
    {"weight 3, down", {}, 3, kFails, {kDown, 0, false, true}},
};

TEST_F(Shares, OperatorsStandAboveChecksAndAgentsAboveWhatFollows) {
  backends({kUp, kUp});
  for (const auto& row : kRows) {
    for (const auto on_down : {OnDown::kMove, OnDown::kKeep}) {
      SCOPED_TRACE(std::string(row.what) + (on_down == OnDown::kKeep ? ", on_down: keep" : ", on_down: move"));
      service_.on_down = on_down;
      override(2, {.state = row.admin, .until = {}, .weight = row.weight});
      standings_[1] = row.standing;
      const auto part = parts().backends[1];
      EXPECT_EQ(part.state, row.expected.state);
      EXPECT_EQ(part.share.weight, row.expected.weight);
      EXPECT_EQ(part.share.alive,
                on_down == OnDown::kKeep ? row.expected.alive_if_kept : row.expected.alive_if_moved);
      EXPECT_EQ(part.weight, row.weight.value_or(1));
      EXPECT_EQ(parts().healthy, row.expected.weight != 0 ? 2U : 1U);
      EXPECT_EQ(weights()[0], kFull) << "the other one";
    }
  }
}

TEST_F(Shares, ADrainThatIsOverIsDisabled) {
  backends({kUp, kUp});
  override(1, {.state = AdminState::kDraining, .until = kNow.wall + 1ms, .weight = {}});
  EXPECT_THAT(states(), ElementsAre(kDraining, kReady));
  override(1, {.state = AdminState::kDraining, .until = kNow.wall, .weight = {}});
  EXPECT_THAT(states(), ElementsAre(kDisabled, kReady));
  EXPECT_FALSE(parts().backends[0].share.alive);
}

TEST_F(Shares, BackupsRestWhileABackendIsUp) {
  backends({kFails, kUp});
  backup(kUp);
  EXPECT_THAT(weights(), ElementsAre(0, kFull, 0));
  EXPECT_THAT(states(), ElementsAre(kDown, kReady, kStandby));
  EXPECT_TRUE(parts().backends[2].share.alive) << "flows of the time when it served stay";
}

TEST_F(Shares, ABackupThatIsUpServesForThoseThatAreDownAndThatIsNoFailure) {
  service_.health.fail = FailPolicy::kClosed;
  backends({kFails, kFails});
  backup(kFails);
  backup(kUp);
  EXPECT_THAT(weights(), ElementsAre(0, 0, 0, kFull));
  EXPECT_TRUE(parts().too_few);
  EXPECT_FALSE(parts().failing);
}

TEST_F(Shares, BelowTheQuorumBackupsServeInPlaceOfThoseThatAreUp) {
  service_.health.quorum.backends = 2;
  backends({kUp, kFails});
  backup(kUp);
  EXPECT_THAT(weights(), ElementsAre(0, 0, kFull));
  EXPECT_THAT(states(), ElementsAre(kStandby, kDown, kReady));
  EXPECT_TRUE(parts().backends[0].share.alive);
}

TEST_F(Shares, FailOpenAsksAllThatNoOperatorKeepsFromIt) {
  backends({kFails, kFails, kWaits, kDrains, kMaintained, kFails, kFails});
  backend(kFails, {.weight = 0});
  override(6, {.state = AdminState::kDisabled, .until = {}, .weight = {}});
  override(7, {.state = AdminState::kDraining, .until = {}, .weight = {}});
  override(2, {.state = {}, .until = {}, .weight = 4});
  backup(kFails);
  EXPECT_THAT(weights(), ElementsAre(kFull, 4 * kFull, kFull, 0, 0, 0, 0, 0, 0));
  EXPECT_THAT(states(),
              ElementsAre(kDown, kDown, kPending, kDraining, kDisabled, kDisabled, kDraining, kIdle, kDown));
  EXPECT_TRUE(parts().failing);
  EXPECT_TRUE(parts().backends[0].share.alive) << "whose flows are those of before, too";
}

TEST_F(Shares, FailOpenBelowTheQuorumKeepsThoseThatAreUpAndAddsTheOthers) {
  service_.health.quorum.backends = 2;
  backends({kUp, kFails, percent(50)});
  EXPECT_FALSE(parts().failing) << "who has a share is up";
  standings_[2] = kFails;
  EXPECT_TRUE(parts().failing);
  EXPECT_THAT(weights(), ElementsAre(kFull, kFull, kFull));
}

TEST_F(Shares, FailClosedLeavesNobody) {
  service_.health.fail = FailPolicy::kClosed;
  service_.health.quorum.backends = 2;
  backends({kUp, kFails});
  backup(kFails);
  EXPECT_THAT(weights(), ElementsAre(0, 0, 0));
  EXPECT_THAT(states(), ElementsAre(kStandby, kDown, kDown)) << "ready would say that it takes new flows";
  EXPECT_TRUE(parts().failing);
  EXPECT_FALSE(any_takes_flows(parts()));
}

TEST_F(Shares, FailBackupAsksAllBackupsWhateverTheirChecksSay) {
  service_.health.fail = FailPolicy::kBackup;
  service_.health.quorum.backends = 2;
  backends({kUp, kFails});
  backup(kFails);
  backup(kWaits);
  backup(kFails);
  override(5, {.state = AdminState::kDisabled, .until = {}, .weight = {}});
  EXPECT_THAT(weights(), ElementsAre(0, 0, kFull, kFull, 0));
  EXPECT_TRUE(parts().failing);
}

TEST_F(Shares, TheQuorumIsLeftAtOnceAndReachedAgainOnlyWithTheHysteresis) {
  service_.health.fail = FailPolicy::kClosed;
  service_.health.quorum = {.backends = 2, .hysteresis = 1};
  backends({kUp, kUp, kUp, kUp});
  struct {
    std::uint32_t up;
    bool were_too_few, are;
  } const rows[] = {{4, false, false}, {3, false, false}, {2, false, false}, {1, false, true}, {0, false, true},
                    {0, true, true},   {1, true, true},   {2, true, true},   {3, true, false}, {4, true, false}};
  for (const auto& row : rows) {
    for (std::uint32_t i = 0; i < 4; ++i) standings_[i] = i < row.up ? kUp : kFails;
    EXPECT_EQ(parts(row.were_too_few).too_few, row.are) << row.up << " are up, " << row.were_too_few;
    EXPECT_EQ(parts(row.were_too_few).healthy, row.up);
  }
}

TEST_F(Shares, BackendsWithoutWeightAreNotOfTheQuorum) {
  service_.health.quorum.backends = 2;
  backend(kUp);
  backend(kUp, {.weight = 0});
  EXPECT_TRUE(parts().too_few);
  EXPECT_THAT(weights(), ElementsAre(kFull, 0)) << "and get none by failing open";
}

TEST_F(Shares, SlowStartAndAgentsMultiplyAndNeverRoundToNothing) {
  service_.slow_start = seconds(100);
  backends({kUp, percent(50), percent(1), percent(1), kUp, kUp});
  began(1, 0s);
  began(2, 35s);
  began(3, 0s);
  override(4, {.state = {}, .until = {}, .weight = 1000});
  began(4, 0s);
  began(5, 100s);
  began(6, 99'999ms);
  EXPECT_THAT(weights(), ElementsAre(1, 2, 1, 10, kFull, kFull));
}

TEST_F(Shares, APercentageOfTheGreatestWeightDoesNotOverflow) {
  backend(percent(99), {.weight = model::kMaxWeight});
  EXPECT_THAT(weights(), ElementsAre(model::kMaxWeight * kSlowStartSteps / 100 * 99));
}

TEST_F(Shares, WithoutChecksNoServiceFails) {
  service_.health.checks.clear();
  service_.health.fail = FailPolicy::kClosed;
  service_.health.quorum = {.backends = 3, .hysteresis = 2};
  backends({kUp, kUp});
  backup(kUp);
  EXPECT_THAT(weights(), ElementsAre(kFull, kFull, 0));
  override(1, {.state = AdminState::kDisabled, .until = {}, .weight = {}});
  EXPECT_THAT(weights(), ElementsAre(0, kFull, 0));
  override(2, {.state = {}, .until = {}, .weight = 0});
  EXPECT_THAT(weights(), ElementsAre(0, 0, kFull)) << "nobody but the backup is left";
  override(3, {.state = AdminState::kDraining, .until = {}, .weight = {}});
  EXPECT_THAT(weights(), ElementsAre(0, 0, 0));
  EXPECT_FALSE(parts(true).too_few);
  EXPECT_FALSE(parts(true).failing);
}

}  // namespace
}  // namespace shunt::control
