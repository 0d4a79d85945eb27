// SPDX-License-Identifier: Apache-2.0
// The publisher on plain memory, read back as the program would read it.
#include "dataplane/publish/publisher.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <memory>
#include <set>

#include "shunt/index_hash.h"
#include "unit/publish/maps.h"

namespace shunt::dataplane {
namespace {

using testing::HasSubstr;

// The service row that a packet to vip:80/tcp finds.
const shunt_service* look_up(const Maps& maps, const char* vip) {
  const auto half = maps.control.active & 1;
  const auto rows = static_cast<std::uint32_t>(maps.index.size() / 2);
  shunt_key key{};
  std::ranges::copy(net::IpAddress::parse(vip)->bytes(), key.vip.bytes);
  key.port = htons(80);
  key.protocol = 6;
  key.kind = SHUNT_ROW_EXACT;
  key.prefix_length = 128;
  std::array<std::uint64_t, 3> words{};
  std::memcpy(words.data(), &key, sizeof key);
  const auto hash = shunt_index_hash(words[0], words[1], words[2], maps.control.generations[half].index_seed);
  for (const auto place : {shunt_index_first(hash, rows - 1), shunt_index_second(hash, rows - 1)}) {
    const auto& row = maps.index[half * rows + place];
    if (std::memcmp(&row.key, &key, sizeof key) == 0) return &row.service;
  }
  return nullptr;
}

// The addresses that the slots of a service lead new flows to, with the MTU of each next hop.
std::map<std::string, std::uint32_t> reached(const Maps& maps, const char* vip) {
  std::map<std::string, std::uint32_t> result;
  const auto* row = look_up(maps, vip);
  if (row == nullptr) return result;
  for (std::uint32_t slot = 0; slot < row->slots_count; ++slot) {
    const auto& entry = maps.slots[row->slots_offset + slot];
    const auto& backend = maps.backends[row->backends_offset + entry.current];
    net::IpAddress::Bytes bytes;
    std::ranges::copy(backend.destination.bytes, bytes.begin());
    result[net::IpAddress(bytes).to_string()] = maps.next_hops[backend.next_hop].mtu;
  }
  return result;
}

TEST(Publisher, LeadsAPacketFromItsServiceToEachBackend) {
  Maps maps(sizes());
  const std::vector services{service("web", "192.0.2.1", {"198.51.100.11", "198.51.100.12"})};
  const auto report = maps.publisher.publish(desired(services));
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(report->services.added, 1U);
  EXPECT_EQ(reached(maps, "192.0.2.1"),
            (std::map<std::string, std::uint32_t>{{"198.51.100.11", 1500}, {"198.51.100.12", 1500}}));
  EXPECT_EQ(look_up(maps, "192.0.2.2"), nullptr);
}

TEST(Publisher, ChangesNothingWhenNothingHasChanged) {
  Maps maps(sizes());
  const std::vector services{service("web", "192.0.2.1", {"198.51.100.11"})};
  ASSERT_TRUE(maps.publisher.publish(desired(services)));
  const auto generation = maps.publisher.generation();
  ASSERT_TRUE(maps.publisher.publish(desired(services)));
  EXPECT_EQ(maps.publisher.generation(), generation);
  EXPECT_EQ(maps.grace_periods, 1);
}

TEST(Publisher, FollowsNextHopsWithoutANewGeneration) {
  Maps maps(sizes());
  const std::vector services{service("web", "192.0.2.1", {"198.51.100.11"})};
  auto state = desired(services);
  ASSERT_TRUE(maps.publisher.publish(state));
  state.egress.begin()->second.next_hop = next_hop(9, 1400);
  ASSERT_TRUE(maps.publisher.publish(state));
  EXPECT_EQ(maps.publisher.generation(), 1U);
  EXPECT_EQ(reached(maps, "192.0.2.1").at("198.51.100.11"), 1400U);
  state.egress.begin()->second.next_hop.reset();
  ASSERT_TRUE(maps.publisher.publish(state));
  EXPECT_EQ(reached(maps, "192.0.2.1").at("198.51.100.11"), 0U);
}

TEST(Publisher, SurvivesMoreNextHopChangesThanThereAreRows) {
  Maps maps(sizes());
  const std::vector services{service("web", "192.0.2.1", {"198.51.100.11"})};
  auto state = desired(services);
  for (std::uint32_t mtu = 1; mtu < SHUNT_MAX_NEXT_HOPS + 10; ++mtu) {
    state.egress.begin()->second.next_hop = next_hop(9, mtu);
    ASSERT_TRUE(maps.publisher.publish(state));
  }
  EXPECT_EQ(reached(maps, "192.0.2.1").at("198.51.100.11"), SHUNT_MAX_NEXT_HOPS + 9U);
}

TEST(Publisher, KeepsPositionAndCountersOfABackendThatStays) {
  Maps maps(sizes());
  std::vector services{service("web", "192.0.2.1", {"198.51.100.11", "198.51.100.12", "198.51.100.13"})};
  ASSERT_TRUE(maps.publisher.publish(desired(services)));
  const auto before = maps.publisher.services()[0]->backends;
  services[0].backends.erase(services[0].backends.begin());
  services[0].backends.push_back({.address = *net::IpAddress::parse("198.51.100.14")});
  const auto report = maps.publisher.publish(desired(services));
  ASSERT_TRUE(report);
  const auto& after = maps.publisher.services()[0]->backends;
  ASSERT_EQ(after.size(), 4U);
  EXPECT_EQ(after[0].position, before[1].position);
  EXPECT_EQ(after[0].stats, before[1].stats);
  EXPECT_EQ(after[2].position, 4U);
  // The removed one stays behind them until its flows are over.
  EXPECT_TRUE(after[3].removed);
  EXPECT_EQ(after[3].position, before[0].position);
  EXPECT_EQ(after[3].stats, before[0].stats);
  EXPECT_EQ(after[3].share, (Share{.weight = 0, .alive = true}));
  EXPECT_EQ(report->backends.added, 1U);
  EXPECT_EQ(report->backends.removed, 1U);
  EXPECT_GT(report->slots_moved, 600U);
  EXPECT_EQ(reached(maps, "192.0.2.1").size(), 3U);
}

TEST(Publisher, ReusesRowsOfBackendsThatAreGoneFromZero) {
  Maps maps(sizes(8, 2));
  Upkeep upkeep(maps.publisher, maps.memory());
  upkeep.configure(50, 30);
  for (int round = 0; round < 20; ++round) {
    const auto backend = "198.51.100." + std::to_string(10 + round);
    const std::vector services{service("web", "192.0.2.1", {backend.c_str()})};
    maps.clock += 60;
    upkeep.pass_time(maps.clock, false);
    ASSERT_TRUE(maps.publisher.publish(desired(services, maps.clock))) << round;
    EXPECT_EQ(reached(maps, "192.0.2.1").count(backend), 1U);
    EXPECT_EQ(reached(maps, "192.0.2.1").size(), 1U);
    // Nobody has a flow: when the window is over, so is the backend before.
    maps.clock += 60;
    upkeep.pass_time(maps.clock, false);
    ASSERT_TRUE(upkeep.sweep(maps.flows.size()));
  }
  EXPECT_FALSE(maps.cleared.empty());
}

TEST(Publisher, SaysWhichKeyToRaiseWhenRemovedBackendsTakeAllRows) {
  Maps maps(sizes(8, 2));
  for (int round = 0; round < 20; ++round) {
    const auto backend = "198.51.100." + std::to_string(10 + round);
    const auto report = maps.publisher.publish(desired({service("web", "192.0.2.1", {backend.c_str()})}));
    if (report) continue;
    EXPECT_THAT(report.error().message(), HasSubstr("limits.backends"));
    return;
  }
  FAIL() << "removed backends take no rows";
}

TEST(Publisher, SharesATableBetweenServicesWithTheSameBackends) {
  Maps maps(sizes());
  std::vector services{service("a", "192.0.2.1", {"198.51.100.11", "198.51.100.12"}),
                       service("b", "192.0.2.2", {"198.51.100.11", "198.51.100.12"})};
  ASSERT_TRUE(maps.publisher.publish(desired(services)));
  EXPECT_EQ(look_up(maps, "192.0.2.1")->slots_offset, look_up(maps, "192.0.2.2")->slots_offset);
  EXPECT_NE(look_up(maps, "192.0.2.1")->backends_offset, look_up(maps, "192.0.2.2")->backends_offset);
  services[1].backends[0].weight = 2;
  ASSERT_TRUE(maps.publisher.publish(desired(services)));
  EXPECT_NE(look_up(maps, "192.0.2.1")->slots_offset, look_up(maps, "192.0.2.2")->slots_offset);
}

TEST(Publisher, GivesAServiceWithoutBackendsTheRowThatMeansNone) {
  Maps maps(sizes());
  std::vector services{service("empty", "192.0.2.1", {}), service("idle", "192.0.2.2", {"198.51.100.11"})};
  services[1].backends[0].weight = 0;
  ASSERT_TRUE(maps.publisher.publish(desired(services)));
  for (const char* vip : {"192.0.2.1", "192.0.2.2"}) {
    const auto* row = look_up(maps, vip);
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->slots_count, 0U);
    EXPECT_EQ(row->slots_offset, 0U);
    EXPECT_EQ(row->backends_offset, 0U);
  }
}

TEST(Publisher, LeavesL2BackendsBehindAGatewayUnresolved) {
  Maps maps(sizes());
  std::vector services{service("web", "192.0.2.1", {"198.51.100.11"})};
  services[0].forwarding = model::Forwarding::kL2;
  auto state = desired(services);
  state.egress.begin()->second.on_link = false;
  ASSERT_TRUE(maps.publisher.publish(state));
  EXPECT_EQ(maps.backends[look_up(maps, "192.0.2.1")->backends_offset].next_hop, 0U);
}

TEST(Publisher, AppliesNothingWhenALimitIsExceeded) {
  Maps maps(sizes(8, 16, 3000));
  std::vector services{service("web", "192.0.2.1", {"198.51.100.11"})};
  ASSERT_TRUE(maps.publisher.publish(desired(services)));
  for (int i = 2; i < 6; ++i) {
    services.push_back(service("s" + std::to_string(i), ("192.0.2." + std::to_string(i)).c_str(),
                               {("198.51.100." + std::to_string(i)).c_str()}));
  }
  const auto report = maps.publisher.publish(desired(services));
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message(), HasSubstr("limits.slots"));
  EXPECT_EQ(maps.publisher.generation(), 1U);
  EXPECT_EQ(reached(maps, "192.0.2.1").count("198.51.100.11"), 1U);
  EXPECT_EQ(look_up(maps, "192.0.2.2"), nullptr);
  services.resize(1);
  EXPECT_TRUE(maps.publisher.publish(desired(services)));
}

}  // namespace
}  // namespace shunt::dataplane
