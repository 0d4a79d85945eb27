// SPDX-License-Identifier: Apache-2.0
// What time does: windows end, the sweep takes slots back to where packets touch no state. UDP has windows of its
// own.
#include "bpf/tracking/tracking_test.h"

namespace shunt::tracking {
namespace {

class Windows : public Tracking {
 protected:
  void migrate() {
    service_ = &web();
    ASSERT_TRUE(lb().publish());
    service_->add(family().c);
    ASSERT_TRUE(lb().publish());
  }
  balancer::Wanted* service_ = nullptr;
};

TEST_P(Windows, EndWhenEachLiveFlowHasHadItsChance) {
  migrate();
  lb().pass(kWindow - 1);
  EXPECT_GT(table().migrating(), 0U);
  EXPECT_EQ(table().tracked(), 0U);
  lb().pass(1);
  EXPECT_EQ(table().migrating(), 0U);
  EXPECT_GT(table().tracked(), 0U);
}

TEST_P(Windows, GoOnWhileFlowsAreRefused) {
  migrate();
  lb().pass(30);
  lb().memory().control->new_flows = 0;
  ack(client_between(a(), c()));
  lb().pass(10);
  EXPECT_EQ(lb().flow_stats().refused_rate, 1U);
  lb().pass(kWindow - 1);
  EXPECT_GT(table().migrating(), 0U);
  lb().pass(1);
  EXPECT_EQ(table().migrating(), 0U);
}

TEST_P(Windows, LeaveFlowsWhereTheyWereWhenTheyEnd) {
  migrate();
  const auto client = client_between(a(), c());
  EXPECT_EQ(ack(client), a());
  for (int i = 0; i < 5; ++i) {
    lb().pass(40);
    lb().sweep();
    EXPECT_EQ(ack(client), a());
  }
  EXPECT_EQ(table().migrating(), 0U);
  EXPECT_EQ(table().tracked(), 1U);
  const auto other = client_between(c(), c());
  EXPECT_EQ(ack(other), c());
  EXPECT_EQ(lb().recorded(), 1U);
}

TEST_P(Windows, AreFollowedByASweepAfterWhichPacketsTouchNoState) {
  migrate();
  const auto client = client_between(a(), c());
  ack(client);
  syn(client_between(b(), c()));
  lb().pass(kWindow);
  lb().sweep();
  EXPECT_TRUE(table().steady());
  EXPECT_EQ(lb().recorded(), 0U);
  EXPECT_EQ(ack(client), c());
  EXPECT_EQ(lb().recorded(), 0U);
  EXPECT_FALSE(lb().upkeep().has_work() && lb().upkeep().counts().flows == 0);
}

TEST_P(Windows, DoNotEndBehindTheBackOfASweep) {
  migrate();
  ASSERT_FALSE(lb().sweep(1));
  lb().pass(kWindow);
  const auto client = client_between(a(), c());
  EXPECT_EQ(ack(client), a());
  lb().sweep();
  EXPECT_GT(table().migrating(), 0U);
  lb().pass(1);
  EXPECT_EQ(table().migrating(), 0U);
  lb().sweep();
  EXPECT_EQ(ack(client), a());
}

TEST_P(Windows, OfUdpEndWithItsOwnSilence) {
  migrate();
  const auto known = client_between(a(), c(), 0, net::Protocol::kUdp);
  const auto late = client_between(a(), c(), known + 1, net::Protocol::kUdp);
  EXPECT_EQ(udp(known), a());
  lb().pass(30);
  EXPECT_EQ(udp(known), a());
  lb().pass(2);
  EXPECT_FALSE(dataplane::is_settled(slot_of(late, net::Protocol::kUdp).row));
  lb().pass(1);
  EXPECT_TRUE(dataplane::is_settled(slot_of(late, net::Protocol::kUdp).row));
  EXPECT_EQ(udp(late), c());
  EXPECT_EQ(udp(known), a());
  service_->drain(family().c);
  ASSERT_TRUE(lb().publish());
  EXPECT_EQ(udp(late), c());
  EXPECT_EQ(udp(known), a());
}

TEST_P(Windows, DoNotConcernUdpThatIsStateless) {
  auto& service = web();
  service.config.udp = model::UdpTracking::kStateless;
  ASSERT_TRUE(lb().publish());
  service.add(family().c);
  ASSERT_TRUE(lb().publish());
  EXPECT_EQ(udp(client_between(a(), c(), 0, net::Protocol::kUdp)), c());
  EXPECT_TRUE(untouched());
}

INSTANTIATE_TEST_SUITE_P(Families, Windows, testing::Values(kIpv4, kIpv6));

}  // namespace
}  // namespace shunt::tracking
