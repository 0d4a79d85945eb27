// SPDX-License-Identifier: Apache-2.0
// Who gets a new flow, by the service's scheduler, and that all of them leave old flows alone.
#include "bpf/tracking/tracking_test.h"

namespace shunt::tracking {
namespace {

using model::Scheduler;

class Schedulers : public Tracking {
 protected:
  static constexpr std::array kAll{Scheduler::kMaglev, Scheduler::kSource, Scheduler::kRoundRobin,
                                   Scheduler::kLeastConnections};

  balancer::Wanted& make(Scheduler scheduler) {
    lb().begin_anew();
    auto& service = web(scheduler);
    if (scheduler == Scheduler::kSource) service.config.source_prefix = full_prefix();
    service.add(family().c);
    EXPECT_TRUE(lb().publish());
    return service;
  }
  [[nodiscard]] std::uint8_t full_prefix() const {
    return address(family().vip).family() == net::Family::kIpv4 ? 32 : 128;
  }
  std::map<net::IpAddress, int> begin(std::uint32_t first, std::uint32_t count) {
    std::map<net::IpAddress, int> flows;
    for (std::uint32_t client = first; client < first + count; ++client) ++flows[syn(client).value()];
    return flows;
  }
  std::int64_t load_of(const net::IpAddress& backend) {
    for (const auto& one : lb().published("web").backends)
      if (one.address == backend)
        return static_cast<std::int32_t>(lb().memory().backend_flows[one.stats->first()].load);
    return -1;
  }
};

TEST_P(Schedulers, AllMoveNoFlowWhenABackendIsDrained) {
  for (const auto scheduler : kAll) {
    SCOPED_TRACE(to_string(scheduler));
    auto& service = make(scheduler);
    const auto at = open(200);
    service.drain(family().a);
    ASSERT_TRUE(lb().publish());
    EXPECT_EQ(where(200), at);
    EXPECT_EQ(begin(1000, 200).count(a()), 0U);
    for (int i = 0; i < 4; ++i) {
      lb().pass(40);
      lb().sweep();
      EXPECT_EQ(where(200), at);
    }
  }
}

TEST_P(Schedulers, AllMoveTheFlowsOfAFailedBackendAndNoOthers) {
  for (const auto scheduler : kAll) {
    SCOPED_TRACE(to_string(scheduler));
    auto& service = make(scheduler);
    const auto at = open(200);
    service.fail(family().a);
    ASSERT_TRUE(lb().publish());
    const auto now = where(200);
    for (std::size_t client = 0; client < 200; ++client) {
      EXPECT_NE(now[client], a());
      EXPECT_NE(now[client], std::nullopt);
      if (at[client] == a()) continue;
      EXPECT_EQ(now[client], at[client]) << client;
    }
    service.serve(family().a);
    ASSERT_TRUE(lb().publish());
    EXPECT_EQ(where(200), now);
  }
}

TEST_P(Schedulers, AllKeepFlowsWhenNoBackendTakesNewOnes) {
  for (const auto scheduler : kAll) {
    SCOPED_TRACE(to_string(scheduler));
    auto& service = make(scheduler);
    const auto at = open(100);
    for (const auto* backend : {family().a, family().b, family().c}) service.drain(backend);
    ASSERT_TRUE(lb().publish());
    EXPECT_EQ(where(100), at);
    EXPECT_EQ(syn(1000), std::nullopt);
    for (const auto* backend : {family().a, family().b, family().c}) service.serve(backend);
    ASSERT_TRUE(lb().publish());
    EXPECT_EQ(where(100), at);
  }
}

TEST_P(Schedulers, SourceSendsAClientToOneBackendWhateverItsPort) {
  make(Scheduler::kSource);
  std::map<net::IpAddress, int> backends;
  for (std::uint32_t client = 0; client < 60; ++client) {
    const auto at = syn(client);
    ++backends[at.value()];
    for (std::uint32_t port = 1; port < 20; ++port) EXPECT_EQ(syn(client | port << 8), at);
    EXPECT_EQ(udp(client), at);
  }
  EXPECT_EQ(backends.size(), 3U);
}

TEST_P(Schedulers, SourceCountsNoMoreBitsThanItsPrefix) {
  auto& service = make(Scheduler::kSource);
  service.config.source_prefix = static_cast<std::uint8_t>(full_prefix() - 8);
  ASSERT_TRUE(lb().publish({.breaks = true}));
  EXPECT_EQ(begin(0, 256).size(), 1U);
  service.config.source_prefix = static_cast<std::uint8_t>(full_prefix() - 2);
  ASSERT_TRUE(lb().publish({.breaks = true}));
  for (std::uint32_t client = 0; client < 256; client += 4) {
    EXPECT_EQ(begin(client, 4).size(), 1U);
  }
  EXPECT_EQ(begin(0, 256).size(), 3U);
}

TEST_P(Schedulers, RoundRobinTakesTurns) {
  make(Scheduler::kRoundRobin);
  // 31 slots: 10 or 11 for each.
  const auto flows = begin(0, 310);
  EXPECT_EQ(flows.size(), 3U);
  for (const auto& [backend, count] : flows) EXPECT_NEAR(count, 103, 7) << backend.to_string();
  for (std::uint32_t client = 1000; client < 1300; client += 3) EXPECT_GE(begin(client, 3).size(), 2U);
}

TEST_P(Schedulers, RoundRobinFollowsTheWeights) {
  auto& service = make(Scheduler::kRoundRobin);
  service.serve(family().a, 2);
  ASSERT_TRUE(lb().publish());
  auto flows = begin(0, 310);
  EXPECT_NEAR(flows[a()], 155, 7);
  EXPECT_NEAR(flows[b()], 77, 7);
  EXPECT_NEAR(flows[c()], 77, 7);
}

TEST_P(Schedulers, LeastConnectionsEvensOut) {
  make(Scheduler::kLeastConnections);
  const auto flows = begin(0, 300);
  for (const auto& [backend, count] : flows) {
    EXPECT_NEAR(count, 100, 15) << backend.to_string();
    EXPECT_EQ(load_of(backend), count);
  }
}

TEST_P(Schedulers, LeastConnectionsFollowsTheWeights) {
  auto& service = make(Scheduler::kLeastConnections);
  service.serve(family().a, 2);
  ASSERT_TRUE(lb().publish());
  auto flows = begin(0, 400);
  EXPECT_NEAR(flows[a()], 200, 30);
  EXPECT_NEAR(flows[b()], 100, 20);
}

// Nearly nothing comes to the loaded one: only flows both of whose candidates it is.
TEST_P(Schedulers, LeastConnectionsPrefersTheLessLoaded) {
  auto& service = make(Scheduler::kLeastConnections);
  service.drain(family().b);
  service.drain(family().c);
  ASSERT_TRUE(lb().publish());
  EXPECT_EQ(begin(0, 300)[a()], 300);
  service.serve(family().b);
  service.serve(family().c);
  ASSERT_TRUE(lb().publish());
  EXPECT_LT(begin(1000, 300)[a()], 300 / 9 + 25);
}

TEST_P(Schedulers, LeastConnectionsForgetsFlowsThatClose) {
  make(Scheduler::kLeastConnections);
  const auto at = open(30);
  const auto before = load_of(*at[0]);
  EXPECT_EQ(send(0, kFin | kAck), at[0]);
  EXPECT_EQ(load_of(*at[0]), before - 1);
  EXPECT_EQ(send(0, kFin | kAck), at[0]);
  EXPECT_EQ(load_of(*at[0]), before - 1);
  const auto sum = load_of(a()) + load_of(b()) + load_of(c());
  syn(0);
  EXPECT_EQ(load_of(a()) + load_of(b()) + load_of(c()), sum + 1);
  lb().sweep();
  EXPECT_EQ(load_of(a()) + load_of(b()) + load_of(c()), sum + 1);
  lb().pass(51);
  lb().sweep();
  EXPECT_EQ(load_of(a()) + load_of(b()) + load_of(c()), 0);
}

// A SYN with FIN set, sent over and over, must not make a backend look idle.
TEST_P(Schedulers, LeastConnectionsCountsAHandshakeThatClosesOnce) {
  load({.flow_buckets = 1});
  web(Scheduler::kLeastConnections);
  ASSERT_TRUE(lb().publish());
  for (std::uint32_t client = 0; client < 100; ++client)
    for (int i = 0; i < 3; ++i) send(client, kSyn | kFin);
  for (std::uint32_t client = 100; client < 200; ++client) ack(client);
  EXPECT_EQ(load_of(a()) + load_of(b()), 8);
}

INSTANTIATE_TEST_SUITE_P(Families, Schedulers, testing::Values(kIpv4, kIpv6));

}  // namespace
}  // namespace shunt::tracking
