// SPDX-License-Identifier: Apache-2.0
// The flow table when more flows come than it holds, or than may be recorded.
#include <chrono>

#include "bpf/tracking/tracking_test.h"

namespace shunt::tracking {
namespace {

class FlowTable : public Tracking {
 protected:
  /// 64 places; slots migrate from a and b to c.
  void migrate() {
    auto& service = web();
    ASSERT_TRUE(lb().publish());
    service.add(family().c);
    ASSERT_TRUE(lb().publish());
  }

  /// Clients of slots that migrate.
  std::vector<std::uint32_t> clients(std::size_t count, std::uint32_t first) {
    std::vector<std::uint32_t> found;
    for (std::uint32_t client = first; found.size() < count; ++client)
      if (dataplane::is_migrating(slot_of(client).row)) found.push_back(client);
    return found;
  }

  std::uint64_t refused() {
    const auto stats = lb().flow_stats();
    return stats.refused_full + stats.refused_rate;
  }
};

TEST_P(FlowTable, LosesNoConfirmedFlowToASynFlood) {
  load({.flow_buckets = 8});
  migrate();
  std::map<std::uint32_t, Backend> established;
  for (const auto client : clients(10, 0)) established[client] = ack(client);
  for (const auto client : clients(10, 1000)) {
    established[client] = syn(client);
    EXPECT_EQ(established[client], slot_of(client).current);
    EXPECT_EQ(ack(client), established[client]);
  }
  ASSERT_EQ(refused(), 0U);

  std::map<std::uint32_t, Backend> refused_ones;
  for (const auto client : clients(5000, 10'000)) {
    const auto before = refused();
    const auto at = syn(client);
    if (refused() != before) {
      EXPECT_EQ(at, slot_of(client).previous);
      refused_ones[client] = at;
    }
  }
  EXPECT_GT(refused_ones.size(), 4900U);
  EXPECT_EQ(lb().flow_stats().evicted, 0U);
  for (const auto& [client, at] : refused_ones) EXPECT_EQ(ack(client), at);
  for (const auto& [client, at] : refused_ones) EXPECT_EQ(ack(client), at);
  for (const auto& [client, at] : established) EXPECT_EQ(ack(client), at) << client;
}

TEST_P(FlowTable, GivesThePlaceOfAnUnconfirmedFlowToAConfirmedOne) {
  load({.flow_buckets = 1});
  migrate();
  for (const auto client : clients(4, 0)) syn(client);
  for (const auto client : clients(4, 1000)) ack(client);
  EXPECT_EQ(lb().flow_stats().evicted, 0U);
  EXPECT_EQ(lb().recorded(), 8U);
  for (const auto client : clients(4, 2000)) ack(client);
  EXPECT_EQ(lb().flow_stats().evicted, 4U);
  EXPECT_EQ(refused(), 0U);
  EXPECT_EQ(lb().recorded(), 8U);
  ack(clients(1, 3000).front());
  EXPECT_EQ(lb().flow_stats().refused_full, 1U);
}

TEST_P(FlowTable, UsesThePlacesOfFlowsThatAreOver) {
  load({.flow_buckets = 1});
  migrate();
  for (const auto client : clients(8, 0)) ack(client);
  lb().pass(51);
  for (const auto client : clients(8, 1000)) ack(client);
  EXPECT_EQ(refused(), 0U);
  EXPECT_EQ(lb().recorded(), 8U);
}

TEST_P(FlowTable, RecordsNoMoreFlowsASecondThanItMay) {
  migrate();
  lb().memory().control->new_flows = 3;
  const auto all = clients(200, 0);
  std::map<std::uint32_t, Backend> at;
  for (const auto client : all) at[client] = syn(client);
  const auto stats = lb().flow_stats();
  EXPECT_EQ(stats.recorded + stats.refused_rate, 200U);
  EXPECT_LT(stats.recorded, 30U);  // 3 a second, on each CPU that the test comes to
  for (int round = 0; round < 2; ++round)
    for (const auto client : all) EXPECT_EQ(ack(client), at[client]) << client;

  // In the next second some are recorded again.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  const auto recorded = lb().flow_stats().recorded;
  for (std::uint32_t client = 50'000; lb().flow_stats().recorded == recorded; ++client) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    ack(client);
  }
}

// Clients of one network with one source port, to VIPs of one network: as like as flows can be.
TEST_P(FlowTable, TellsFlowsApartThatDifferInFewBits) {
  const bool ipv4 = address(family().vip).family() == net::Family::kIpv4;
  for (int i = 0; i < 16; ++i) {
    const auto vip = (ipv4 ? "192.0.2." : "2001:db8::") + std::to_string(20 + i);
    lb().service("s" + std::to_string(i), vip.c_str(), model::Scheduler::kRoundRobin).add(family().a);
  }
  ASSERT_TRUE(lb().publish());
  for (int i = 0; i < 16; ++i) {
    const auto vip = address(((ipv4 ? "192.0.2." : "2001:db8::") + std::to_string(20 + i)).c_str());
    for (std::uint32_t client = 0; client < 200; ++client) lb().send(balancer::client_of(vip, client));
  }
  EXPECT_EQ(refused(), 0U);
  EXPECT_EQ(lb().recorded(), 3200U);
}

INSTANTIATE_TEST_SUITE_P(Families, FlowTable, testing::Values(kIpv4, kIpv6));

}  // namespace
}  // namespace shunt::tracking
