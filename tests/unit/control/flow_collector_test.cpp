// SPDX-License-Identifier: Apache-2.0
#include "control/flow_collector.h"

#include <gmock/gmock.h>

#include <random>

namespace shunt::control {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

net::IpAddress address(const std::string& text) { return net::IpAddress::parse(text).value(); }

FlowView flow(const std::string& client, const std::string& backend = "198.51.100.1", int idle = 0) {
  return {.client = address(client),
          .client_port = 1000,
          .vip = address("192.0.2.10"),
          .vip_port = 80,
          .service = "web",
          .backend = address(backend),
          .idle = seconds(idle)};
}

std::vector<std::string> clients(const FlowReport& report) {
  std::vector<std::string> texts;
  for (const auto& shown : report.flows) texts.push_back(shown.client.to_string());
  return texts;
}

FlowReport collect(const FlowQuestion& question, const std::vector<FlowView>& flows) {
  FlowCollector collector(question);
  for (const auto& one : flows) collector.add(one);
  return collector.finish();
}

TEST(FlowCollector, KeepsTheFirstOnesAndCountsAll) {
  const auto report = collect({.limit = 2}, {flow("203.0.113.3"), flow("203.0.113.1"), flow("203.0.113.2")});
  EXPECT_THAT(clients(report), ElementsAre("203.0.113.3", "203.0.113.1"));
  EXPECT_EQ(report.matched, 3U);
  EXPECT_EQ(report.recorded, 3U);
}

TEST(FlowCollector, TakesWhatEveryFilterAllows) {
  auto dns = flow("203.0.113.9", "198.51.100.2", 30);
  dns.service = "dns";
  dns.protocol = net::Protocol::kUdp;
  const std::vector flows{flow("203.0.113.1"), flow("198.51.100.200", "198.51.100.2", 10), dns};
  EXPECT_EQ(collect({.service = "web"}, flows).matched, 2U);
  EXPECT_EQ(collect({.service = "other"}, flows).matched, 0U);
  EXPECT_EQ(collect({.backend = address("198.51.100.2")}, flows).matched, 2U);
  EXPECT_EQ(collect({.client = net::IpPrefix::parse("203.0.113.0/24")}, flows).matched, 2U);
  EXPECT_EQ(collect({.client = net::IpPrefix::parse("::/0")}, flows).matched, 0U);
  EXPECT_EQ(collect({.protocol = net::Protocol::kUdp}, flows).matched, 1U);
  EXPECT_EQ(collect({.idle_over = seconds(9)}, flows).matched, 2U);
  EXPECT_EQ(collect({.idle_over = seconds(10)}, flows).matched, 1U);
  EXPECT_EQ(collect({.idle_over = seconds(10)}, flows).recorded, 3U);
}

TEST(FlowCollector, KeepsTheFirstOfAnOrderWhateverComesFirst) {
  std::vector<FlowView> flows;
  for (int i = 0; i < 100; ++i)
    flows.push_back(flow("203.0.113." + std::to_string(i), "198.51.100.1", i * 37 % 100));
  const auto report = collect({.limit = 3, .sort = FlowOrder::kIdle}, flows);
  ASSERT_EQ(report.flows.size(), 3U);
  EXPECT_EQ(report.flows[0].idle, seconds(99));
  EXPECT_EQ(report.flows[1].idle, seconds(98));
  EXPECT_EQ(report.flows[2].idle, seconds(97));
  EXPECT_THAT(clients(collect({.limit = 2, .sort = FlowOrder::kClient}, flows)),
              ElementsAre("203.0.113.0", "203.0.113.1"));
}

TEST(FlowCollector, IsFullOnlyWhereItIsToEndThere) {
  FlowCollector paged({.limit = 1, .from = 0});
  EXPECT_FALSE(paged.is_full());
  paged.add(flow("203.0.113.1"));
  EXPECT_TRUE(paged.is_full());
  FlowCollector whole({.limit = 1});
  whole.add(flow("203.0.113.1"));
  EXPECT_FALSE(whole.is_full());
}

TEST(FlowCollector, CountsByBackendAndState) {
  std::vector flows{flow("203.0.113.1"), flow("203.0.113.2", "198.51.100.2"), flow("203.0.113.3", "198.51.100.2")};
  flows[1].state = FlowState::kClosing;
  const auto report = collect({.count = FlowCounting::kBackend}, flows);
  ASSERT_EQ(report.backends.size(), 2U);
  EXPECT_EQ(report.backends[0].backend.to_string(), "198.51.100.2");
  EXPECT_EQ(report.backends[0].flows, 2U);
  EXPECT_EQ(report.backends[0].closing, 1U);
  EXPECT_EQ(report.backends[0].established, 1U);
  EXPECT_TRUE(report.flows.empty());
  EXPECT_EQ(collect({.limit = 1, .count = FlowCounting::kBackend}, flows).backends.size(), 1U);
}

TEST(FlowCollector, CountsByPrefixOfTheClient) {
  const std::vector flows{flow("203.0.113.1"), flow("203.0.113.2"), flow("198.51.100.2"),
                          flow("2001:db8::1"), flow("2001:db8::2"), flow("2001:db8:0:1::1")};
  const auto rows = [&](int length) {
    std::vector<std::string> texts;
    for (const auto& row : collect({.count = FlowCounting::kClient, .client_length = length}, flows).clients)
      texts.push_back(row.client.to_string() + " " + std::to_string(row.flows));
    return texts;
  };
  EXPECT_THAT(rows(24),
              ElementsAre("203.0.113.0/24 2", "2001:db8::/64 2", "198.51.100.0/24 1", "2001:db8:0:1::/64 1"));
  EXPECT_THAT(rows(48), ElementsAre("2001:db8::/48 3", "198.51.100.2 1", "203.0.113.1 1", "203.0.113.2 1"));
  EXPECT_EQ(rows(128).size(), 6U);
}

// Against counts without a bound: each estimate holds, and nobody large is missing.
TEST(ClientCounts, HoldTheirBoundsForMoreClientsThanTheyRemember) {
  constexpr std::size_t kCapacity = 64;
  std::mt19937 random(7);
  ClientCounts counts(kCapacity);
  std::map<net::IpAddress, std::uint64_t> truth;
  std::uint64_t all = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto number = random() % 3 == 0 ? random() % 5 : random() % 2000;
    const auto client = net::IpAddress::from_ipv4(
        {10, 0, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number & 255)});
    counts.add(client);
    ++truth[client];
    ++all;
  }
  const auto top = counts.top(5, 128);
  ASSERT_EQ(top.size(), 5U);
  for (const auto& row : top) {
    const auto real = truth[row.client.address()];
    EXPECT_LE(row.flows, real);
    EXPECT_GE(row.flows + row.uncertain, real);
    EXPECT_LE(row.client.address().ipv4_bytes()[3], 4) << "one of the five large ones";
    EXPECT_LE(row.uncertain, 2 * all / kCapacity);
  }
}

TEST(ClientCounts, AreExactAsLongAsThereIsRoom) {
  ClientCounts counts(3);
  for (const char* client : {"203.0.113.1", "203.0.113.2", "203.0.113.2", "203.0.113.3"})
    counts.add(address(client));
  const auto top = counts.top(1, 128);
  ASSERT_EQ(top.size(), 1U);
  EXPECT_EQ(top[0].client.to_string(), "203.0.113.2");
  EXPECT_EQ(top[0].flows, 2U);
  EXPECT_EQ(top[0].uncertain, 0U);
}

}  // namespace
}  // namespace shunt::control
