// SPDX-License-Identifier: Apache-2.0
// Which backend a packet of a TCP flow gets, by the state of its slot and what is recorded.
#include "bpf/tracking/tracking_test.h"

namespace shunt::tracking {
namespace {

class Slots : public Tracking {
 protected:
  /// a and b serve; then c takes a third of the slots.
  void add_third() {
    service_ = &web();
    ASSERT_TRUE(lb().publish());
    before_ = open(200);
    ASSERT_TRUE(untouched());
    service_->add(family().c);
    publish();
    ASSERT_GT(table().migrating(), 5U);
  }
  void publish() { ASSERT_TRUE(lb().publish()); }

  balancer::Wanted* service_ = nullptr;
  std::vector<Backend> before_;
};

TEST_P(Slots, InSteadyStateTouchNoFlowTable) {
  web();
  ASSERT_TRUE(lb().publish());
  const auto at = open(300);
  for (std::uint32_t client = 0; client < 300; ++client) {
    EXPECT_EQ(send(client, kFin | kAck), at[client]);
    EXPECT_EQ(send(client, kRst), at[client]);
    EXPECT_EQ(udp(client), udp(client));
  }
  EXPECT_TRUE(untouched());
}

TEST_P(Slots, ThatMigrateSendASynToCurrentAndOtherPacketsToPrevious) {
  add_third();
  const auto old_one = client_between(a(), c());
  EXPECT_EQ(ack(old_one), a());
  EXPECT_EQ(lb().recorded(), 1U);
  const auto new_one = client_between(a(), c(), old_one + 1);
  EXPECT_EQ(syn(new_one), c());
  EXPECT_EQ(ack(new_one), c());
  EXPECT_EQ(ack(new_one), c());
  EXPECT_EQ(lb().recorded(), 2U);
  const auto stats = lb().flow_stats();
  EXPECT_EQ(stats.recorded, 2U);
  EXPECT_EQ(stats.confirmed, 1U);
}

TEST_P(Slots, ThatHaveNotChangedTouchNoFlowTableWhileOthersMigrate) {
  add_third();
  const auto client = client_between(a(), a());
  EXPECT_EQ(syn(client), a());
  EXPECT_EQ(ack(client), a());
  EXPECT_TRUE(untouched());
}

TEST_P(Slots, MoveNoFlowWhenABackendComes) {
  add_third();
  EXPECT_EQ(where(200), before_);
  EXPECT_EQ(where(200), before_);
}

TEST_P(Slots, MoveNoFlowWhenABackendIsDrained) {
  add_third();
  const auto at = open(400);
  service_->drain(family().a);
  publish();
  EXPECT_EQ(where(400), at);
  for (std::uint32_t client = 400; client < 600; ++client) EXPECT_NE(syn(client), a());
}

TEST_P(Slots, SendAPacketOfAFailedBackendElsewhereAndLeaveTheOthers) {
  add_third();
  const auto at = open(400);
  service_->fail(family().a);
  publish();
  const auto now = where(400);
  for (std::uint32_t client = 0; client < 400; ++client) {
    if (at[client] == a()) {
      EXPECT_NE(now[client], a());
    } else {
      EXPECT_EQ(now[client], at[client]);
    }
  }
  service_->serve(family().a);
  publish();
  EXPECT_EQ(where(400), now);
}

TEST_P(Slots, SendARetransmittedSynWhereTheFirstWent) {
  add_third();
  const auto client = client_between(a(), c());
  EXPECT_EQ(syn(client), c());
  service_->drain(family().c);
  publish();
  ASSERT_NE(slot_of(client).current, c());
  EXPECT_EQ(syn(client), c());
  EXPECT_EQ(ack(client), c());
  EXPECT_EQ(lb().flow_stats().restarted, 0U);
}

TEST_P(Slots, TakeASynOnAConfirmedTupleForANewFlow) {
  add_third();
  const auto client = client_between(a(), c());
  EXPECT_EQ(ack(client), a());
  EXPECT_EQ(syn(client), c());
  EXPECT_EQ(ack(client), c());
  EXPECT_EQ(lb().recorded(), 1U);
  EXPECT_EQ(lb().flow_stats().restarted, 1U);
}

// Else it would catch the new flow when that backend comes back.
TEST_P(Slots, TakeASynForANewFlowAlsoWhenTheBackendOfTheOldOneIsDown) {
  add_third();
  const auto client = client_between(a(), c());
  EXPECT_EQ(ack(client), a());
  service_->fail(family().a);
  publish();
  const auto now = syn(client);
  EXPECT_NE(now, a());
  service_->serve(family().a);
  publish();
  EXPECT_EQ(ack(client), now);
}

// The same for a packet in the middle: the client went on although its backend was down.
TEST_P(Slots, ForgetWhereAFlowWasWhenItsBackendWasDownForOneOfItsPackets) {
  add_third();
  const auto client = client_between(a(), c());
  EXPECT_EQ(ack(client), a());
  service_->fail(family().a);
  publish();
  const auto now = ack(client);
  EXPECT_NE(now, a());
  service_->serve(family().a);
  publish();
  EXPECT_EQ(ack(client), now);
}

TEST_P(Slots, MoveNoFlowOfTheGenerationBetweenTwoChanges) {
  add_third();
  const auto client = client_between(a(), c());
  EXPECT_EQ(syn(client), c());
  EXPECT_EQ(ack(client), c());
  service_->drain(family().c);
  publish();
  EXPECT_EQ(ack(client), c());
  service_->serve(family().c);
  service_->add("198.51.100.99");
  publish();
  EXPECT_EQ(ack(client), c());
  EXPECT_EQ(where(200)[client == 0 ? 1 : 0], before_[client == 0 ? 1 : 0]);
}

TEST_P(Slots, TakeAnEntryThatIsOverForAMiss) {
  add_third();
  const auto client = client_between(a(), c());
  const auto other = client_between(a(), c(), client + 1);
  for (const auto one : {client, other}) {
    EXPECT_EQ(syn(one), c());
    EXPECT_EQ(ack(one), c());
  }
  lb().pass(50);
  EXPECT_EQ(ack(client), c());
  lb().pass(1);
  EXPECT_EQ(ack(other), a());
}

TEST_P(Slots, ForgetAHandshakeThatIsNotAnsweredInTwentySeconds) {
  add_third();
  const auto client = client_between(a(), c());
  const auto other = client_between(a(), c(), client + 1);
  EXPECT_EQ(syn(client), c());
  EXPECT_EQ(syn(other), c());
  lb().pass(20);
  EXPECT_EQ(ack(client), c());
  lb().pass(1);
  EXPECT_EQ(ack(other), a());
}

TEST_P(Slots, ForgetAFlowSoonerAfterItsFinOrReset) {
  load({.idle_tcp = 900});
  add_third();
  const auto finished = client_between(a(), c());
  const auto reset = client_between(a(), c(), finished + 1);
  const auto open = client_between(a(), c(), reset + 1);
  for (const auto client : {finished, reset, open}) {
    EXPECT_EQ(syn(client), c());
    EXPECT_EQ(ack(client), c());
  }
  EXPECT_EQ(send(finished, kFin | kAck), c());
  EXPECT_EQ(send(reset, kRst), c());
  EXPECT_EQ(lb().recorded(), 3U);
  lb().pass(60);
  EXPECT_EQ(ack(finished), c());  // half closed: the other direction goes on
  EXPECT_EQ(lb().recorded(), 3U);
  lb().pass(60);
  EXPECT_EQ(lb().recorded(), 2U);
  lb().pass(1);
  EXPECT_EQ(lb().recorded(), 1U);
  EXPECT_EQ(ack(open), c());
}

// A client that has sent all and reads on: what follows may come long after the slot's window.
TEST_P(Slots, KeepAFlowWhoseOnlyPacketInTheWindowIsItsFin) {
  add_third();
  const auto client = client_between(a(), c());
  lb().pass(45);
  EXPECT_EQ(send(client, kFin | kAck), a());
  lb().pass(8);
  ASSERT_EQ(table().migrating(), 0U);
  EXPECT_EQ(ack(client), a());
}

INSTANTIATE_TEST_SUITE_P(Families, Slots, testing::Values(kIpv4, kIpv6));

}  // namespace
}  // namespace shunt::tracking
