// SPDX-License-Identifier: Apache-2.0
// SYNs of services with passive health: which are counted, as what, for whom, and that nothing else changes by it.
#include "bpf/tracking/tracking_test.h"

namespace shunt::tracking {
namespace {

using model::Scheduler;

class Syns : public Tracking {
 protected:
  void SetUp() override {
    Tracking::SetUp();
    ++run_;
  }
  balancer::Wanted& watched(Scheduler scheduler = Scheduler::kMaglev,
                            model::Passive passive = model::Passive::kWarn) {
    auto& service = web(scheduler);
    service.config.health.passive = passive;
    EXPECT_TRUE(lb().publish());
    return service;
  }
  Backend send(std::uint32_t client, std::uint8_t flags, std::uint32_t sequence) {
    return lb().send(balancer::client_of(address(family().vip), client), flags, run_ << 20 | sequence);
  }
  struct Count {
    std::uint64_t first = 0;
    std::uint64_t repeated = 0;
    bool operator==(const Count&) const = default;
    friend void PrintTo(const Count& count, std::ostream* out) { *out << count.first << " + " << count.repeated; }
  };
  Count count(const net::IpAddress& backend) {
    const auto syns = lb().syns("web", backend);
    return {syns.first, syns.repeated};
  }
  /// Of both backends.
  Count sum() {
    const auto at_a = count(a()), at_b = count(b());
    return {at_a.first + at_b.first, at_a.repeated + at_b.repeated};
  }

  static inline std::uint32_t run_ = 0;  // `syns` remembers those of the test before
};

TEST_P(Syns, CountAsRepeatedIfTheyComeAgain) {
  watched();
  const auto at = send(1, kSyn, 7).value();
  EXPECT_EQ(count(at), (Count{1, 0}));
  EXPECT_EQ(send(1, kSyn, 7), at);
  EXPECT_EQ(send(1, kSyn, 7), at);
  EXPECT_EQ(count(at), (Count{1, 2}));
  EXPECT_EQ(sum(), (Count{1, 2}));
}

TEST_P(Syns, OfAnotherConnectionAreFirstOnes) {
  watched();
  send(1, kSyn, 7);
  send(1, kSyn, 8);
  send(1, kSyn, 0);
  EXPECT_EQ(sum(), (Count{3, 0}));
}

TEST_P(Syns, OfAnotherClientAreFirstOnes) {
  watched();
  for (std::uint32_t client = 0; client < 50; ++client) send(client, kSyn, 7);
  EXPECT_EQ(sum(), (Count{50, 0}));
}

TEST_P(Syns, AreSynsWithoutAck) {
  watched();
  for (const std::uint8_t flags : {kAck, kFin, kRst})
    for (int i = 0; i < 2; ++i) {
      send(1, flags, 7);
      send(1, static_cast<std::uint8_t>(flags | kAck), 7);
    }
  for (int i = 0; i < 2; ++i) send(1, kSyn | kAck, 7);
  for (int i = 0; i < 2; ++i) udp(1);
  EXPECT_EQ(sum(), (Count{0, 0}));
}

TEST_P(Syns, AreNotCountedUnlessTheServiceSaysSo) {
  watched(Scheduler::kMaglev, model::Passive::kOff);
  for (int i = 0; i < 2; ++i) send(1, kSyn, 7);
  EXPECT_EQ(sum(), (Count{0, 0}));
}

TEST_P(Syns, AreCountedFromAReloadOnAndNoLongerAfterTheNext) {
  auto& service = watched(Scheduler::kMaglev, model::Passive::kOff);
  send(1, kSyn, 7);
  service.config.health.passive = model::Passive::kDown;
  ASSERT_TRUE(lb().publish());
  send(1, kSyn, 7);
  EXPECT_EQ(sum(), (Count{1, 0}));
  service.config.health.passive = model::Passive::kOff;
  ASSERT_TRUE(lb().publish());
  send(1, kSyn, 7);
  EXPECT_EQ(sum(), (Count{1, 0}));
}

TEST_P(Syns, OfUnchangedSlotsTouchNoFlow) {
  watched();
  open(50);
  for (std::uint32_t client = 0; client < 50; ++client) ack(client);
  EXPECT_TRUE(untouched());
}

TEST_P(Syns, GoWhereTheyWouldGoUnwatched) {
  web();
  ASSERT_TRUE(lb().publish());
  const auto at = open(200);
  lb().wanted.front().config.health.passive = model::Passive::kWarn;
  ASSERT_TRUE(lb().publish());
  EXPECT_EQ(where(200), at);
  EXPECT_EQ(open(200), at);
}

TEST_P(Syns, AreCountedByEachScheduler) {
  for (const auto scheduler :
       {Scheduler::kMaglev, Scheduler::kSource, Scheduler::kRoundRobin, Scheduler::kLeastConnections}) {
    SCOPED_TRACE(to_string(scheduler));
    lb().begin_anew();
    ++run_;
    auto& service = watched(scheduler);
    if (scheduler == Scheduler::kSource) {
      service.config.source_prefix = 24;
      ASSERT_TRUE(lb().publish({.breaks = true}));
    }
    std::map<net::IpAddress, Count> expected{{a(), {}}, {b(), {}}};
    for (std::uint32_t client = 0; client < 40; ++client) {
      const auto at = send(client, kSyn, client).value();
      ++expected[at].first;
      if (client % 2 == 0) continue;
      EXPECT_EQ(send(client, kSyn, client), at);
      ++expected[at].repeated;
    }
    EXPECT_EQ(count(a()), expected[a()]);
    EXPECT_EQ(count(b()), expected[b()]);
  }
}

TEST_P(Syns, OfChangedSlotsCountForWhomTheyGoTo) {
  auto& service = watched();
  service.drain(family().a);
  ASSERT_TRUE(lb().publish());
  ASSERT_NE(table().migrating(), 0U);
  const auto client = client_between(a(), b());
  EXPECT_EQ(send(client, kSyn, 7), b());
  EXPECT_EQ(send(client, kSyn, 7), b());
  EXPECT_EQ(count(b()), (Count{1, 1}));
  EXPECT_EQ(count(a()), (Count{0, 0}));
}

// Else those that a failed backend left without an answer would look like a failure of the one that takes over.
TEST_P(Syns, ThatMoveToAnotherBackendAreFirstOnesThere) {
  auto& service = watched();
  std::uint32_t client = 0;
  while (send(client, kSyn, 7) != a()) ++client;
  const auto before = count(b());
  service.fail(family().a);
  ASSERT_TRUE(lb().publish());
  EXPECT_EQ(send(client, kSyn, 7), b());
  EXPECT_EQ(count(b()), (Count{before.first + 1, 0}));
}

TEST_P(Syns, WithNoBackendToGoToAreNotCounted) {
  auto& service = watched();
  for (const auto* backend : {family().a, family().b}) service.fail(backend);
  ASSERT_TRUE(lb().publish());
  EXPECT_EQ(send(1, kSyn, 7), std::nullopt);
  EXPECT_EQ(send(1, kSyn, 7), std::nullopt);
  EXPECT_EQ(sum(), (Count{0, 0}));
}

// Two flows in turn whose hashes end alike, of all that there are: only the last one is remembered.
TEST_P(Syns, OfManyClientsAreMostlyToldApart) {
  watched();
  constexpr std::uint32_t kClients = 2000;
  for (int i = 0; i < 2; ++i)
    for (std::uint32_t client = 0; client < kClients; ++client) send(client, kSyn, 7);
  const auto syns = sum();
  EXPECT_EQ(syns.first + syns.repeated, 2 * kClients);
  EXPECT_GE(syns.repeated, kClients * 8 / 10);  // exp(-2000/16384) = 89% meet nobody
  EXPECT_LE(syns.repeated, kClients);
}

TEST_P(Syns, OfARemovedBackendAreForgottenWithItsId) {
  auto& service = watched();
  const auto counted = [&] {
    for (std::uint32_t client = 0; client < 20; ++client) send(client, kSyn, 7);
    return count(a()).first;
  };
  ASSERT_GT(counted(), 0U);
  const auto id = lb().published("web").backends.at(0).stats->first();
  service.remove(family().a);
  ASSERT_TRUE(lb().publish());
  for (int i = 0; i < 8; ++i) {
    lb().pass(40);
    lb().sweep();
    ASSERT_TRUE(lb().publish());
  }
  service.add(family().c);
  ASSERT_TRUE(lb().publish());
  ASSERT_EQ(lb().published("web").backends.at(1).stats->first(), id);
  EXPECT_EQ(count(c()), (Count{0, 0}));
}

TEST_P(Syns, AreCountedOnByTheNextController) {
  load({});
  watched();
  const auto at = send(1, kSyn, 7).value();
  send(1, kSyn, 7);
  ASSERT_TRUE(lb().restart());
  EXPECT_EQ(count(at), (Count{1, 1}));
  send(1, kSyn, 8);
  send(1, kSyn, 8);
  EXPECT_EQ(count(at), (Count{2, 2}));
}

INSTANTIATE_TEST_SUITE_P(Families, Syns, testing::Values(kIpv4, kIpv6));

}  // namespace
}  // namespace shunt::tracking
