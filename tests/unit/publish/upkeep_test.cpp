// SPDX-License-Identifier: Apache-2.0
// Time and the sweep on plain memory; tests/bpf/tracking has packets with it.
#include "dataplane/publish/upkeep.h"

#include <gtest/gtest.h>

#include "dataplane/tracking/slot.h"
#include "unit/publish/maps.h"

namespace shunt::dataplane {
namespace {

/// Two backends, and then a third: some slots migrate at clock 0. Windows of 52 and, for UDP, 32 seconds.
class UpkeepTest : public testing::Test {
 protected:
  UpkeepTest() : maps_(sizes()), upkeep_(maps_.publisher, maps_.memory()) {
    upkeep_.configure(50, 30);
    services_ = {service("web", "192.0.2.1", {"198.51.100.11", "198.51.100.12"})};
    services_[0].table_size = 31;
    publish();
    services_[0].backends.push_back({.address = *net::IpAddress::parse("198.51.100.13")});
    publish();
  }

  void publish() { ASSERT_TRUE(maps_.publisher.publish(desired(services_, clock_))); }
  void pass(std::uint32_t seconds, bool refusing = false) {
    clock_ += seconds;
    upkeep_.pass_time(clock_, refusing);
  }
  bool sweep() { return upkeep_.sweep(maps_.flows.size()); }

  [[nodiscard]] const PublishedService& web() const { return *maps_.publisher.services()[0]; }
  [[nodiscard]] const Table& table() const { return *web().table; }
  std::uint32_t id(std::size_t backend) { return web().backends[backend].stats->first(); }

  /// A flow of slot `slot` at the backend.
  void record(std::size_t bucket, std::uint32_t slot, std::uint32_t backend_id, std::uint32_t flags = 0) {
    maps_.flow_names[bucket].names[0] = {.slot = slot, .service = web().id->first()};
    maps_.flows[bucket].flows[0] = {.tag = bucket, .state = SHUNT_FLOW_STATE(backend_id, flags, clock_)};
  }

  std::uint32_t migrating_slot() {
    for (std::uint32_t i = 0; i < table().slots().size(); ++i)
      if (is_migrating(table().slots()[i])) return i;
    return 0;
  }

  Maps maps_;
  Upkeep upkeep_;
  std::vector<model::Service> services_;
  std::uint32_t clock_ = 0;
};

TEST_F(UpkeepTest, MovesTheClockOfTheMaps) {
  pass(5);
  EXPECT_EQ(maps_.control.clock, 5U);
}

TEST_F(UpkeepTest, SettlesUdpBeforeItEndsTheWindow) {
  const auto slot = migrating_slot();
  pass(32);
  EXPECT_FALSE(is_settled(table().slots()[slot]));
  pass(1);
  EXPECT_TRUE(is_settled(table().slots()[slot]));
  EXPECT_EQ(maps_.slots[table().rows->first() + slot].previous, table().slots()[slot].previous);
  pass(20);
  EXPECT_EQ(table().migrating(), 0U);
  EXPECT_GT(table().tracked(), 0U);
}

TEST_F(UpkeepTest, BeginsWindowsAnewWhenFlowsAreRefused) {
  pass(40, true);
  pass(52);
  EXPECT_GT(table().migrating(), 0U);
  pass(1);
  EXPECT_EQ(table().migrating(), 0U);
}

TEST_F(UpkeepTest, KeepsASlotTrackedWhileAFlowDiffersFromIt) {
  const auto slot = migrating_slot();
  pass(53);
  record(3, slot, id(0));
  record(4, slot, web().backends[2].stats->first());
  ASSERT_EQ(web().backends[2].position, table().slots()[slot].current);
  ASSERT_TRUE(sweep());
  EXPECT_EQ(table().tracked(), 1U);
  EXPECT_TRUE(is_tracked(table().slots()[slot]));
  pass(51);
  ASSERT_TRUE(sweep());
  EXPECT_TRUE(table().steady());
  EXPECT_EQ(maps_.slots[table().rows->first() + slot].previous, table().slots()[slot].current);
  EXPECT_FALSE(upkeep_.has_work());
}

TEST_F(UpkeepTest, CountsFlowsAndLoads) {
  record(0, 1, id(0));
  record(1, 1, id(0), SHUNT_FLOW_UNCONFIRMED);
  record(2, 1, id(0), SHUNT_FLOW_CLOSING);
  record(3, 1, id(1));
  ASSERT_TRUE(sweep());
  EXPECT_EQ(upkeep_.counts().flows, 3U);
  EXPECT_EQ(upkeep_.counts().unconfirmed, 1U);
  EXPECT_EQ(upkeep_.counts().backends[id(0)], 2U);
  EXPECT_EQ(maps_.backend_flows[id(0)].load, 2U);
  EXPECT_EQ(maps_.backend_flows[id(1)].load, 1U);
}

TEST_F(UpkeepTest, DropsFlowsOfServicesThatAreGoneAndThenFreesTheirIds) {
  record(0, 1, id(0));
  services_.clear();
  publish();
  EXPECT_EQ(maps_.publisher.departed(), 4U);  // the service, and three backends
  EXPECT_TRUE(upkeep_.has_work());
  ASSERT_TRUE(sweep());
  EXPECT_EQ(maps_.flows[0].flows[0].state, 0U);
  EXPECT_EQ(maps_.publisher.departed(), 0U);
  EXPECT_FALSE(upkeep_.has_work());
}

TEST_F(UpkeepTest, ReleasesARemovedBackendWhenNoSlotAndNoFlowHasIt) {
  const auto removed = id(0);
  services_[0].backends.erase(services_[0].backends.begin());
  publish();
  ASSERT_TRUE(sweep());
  EXPECT_FALSE(upkeep_.has_released());  // slots still name it
  record(0, 1, removed);
  pass(53);
  record(0, 1, removed);
  ASSERT_TRUE(sweep());
  EXPECT_FALSE(upkeep_.has_released());
  EXPECT_NE(maps_.backend_flows[removed].row, 0U);
  pass(51);
  ASSERT_TRUE(sweep());
  EXPECT_TRUE(upkeep_.has_released());
  publish();
  EXPECT_EQ(web().backends.size(), 2U);
  EXPECT_EQ(maps_.backend_flows[removed].row, 0U);
}

TEST_F(UpkeepTest, SweepsAnewWhenTheServicesChange) {
  record(0, 1, id(0));
  EXPECT_FALSE(upkeep_.sweep(10));
  services_[0].backends[0].weight = 3;
  publish();
  const auto buckets = maps_.flows.size();
  EXPECT_FALSE(upkeep_.sweep(buckets - 1));
  EXPECT_TRUE(upkeep_.sweep(1));
  EXPECT_EQ(upkeep_.counts().flows, 1U);
}

TEST_F(UpkeepTest, EndsNoWindowDuringASweep) {
  EXPECT_FALSE(upkeep_.sweep(10));
  pass(60);
  EXPECT_GT(table().migrating(), 0U);
  ASSERT_TRUE(sweep());
  pass(0);
  EXPECT_EQ(table().migrating(), 0U);
}

// At the limits: what is removed takes rows beside what comes in its place, also while it is let go.
TEST(Limits, LeaveRoomToReplaceEveryBackendOfAServiceAgainAndAgain) {
  Maps maps(sizes(1, 15, 2053));
  Upkeep upkeep(maps.publisher, maps.memory());
  upkeep.configure(50, 30);
  std::uint32_t clock = 0;
  for (int round = 0; round < 6; ++round) {
    std::vector services{service("web", "192.0.2.1", {})};
    for (int i = 1; i <= 15; ++i)
      services[0].backends.push_back(
          {.address = *net::IpAddress::parse("198.51." + std::to_string(round) + "." + std::to_string(i))});
    const auto replaced = maps.publisher.publish(desired(services, clock));
    ASSERT_TRUE(replaced) << replaced.error().message();
    clock += 53;
    upkeep.pass_time(clock, false);
    ASSERT_TRUE(upkeep.sweep(maps.flows.size()));
    const auto state = desired(services, clock);
    EXPECT_EQ(maps.publisher.publish_in_place(state).has_value(), round == 0);  // it leaves rows behind
    const auto let_go = maps.publisher.publish(state, {.in_place = true});
    ASSERT_TRUE(let_go) << let_go.error().message();
    EXPECT_EQ(maps.publisher.services()[0]->backends.size(), 15U);
  }
}

}  // namespace
}  // namespace shunt::dataplane
