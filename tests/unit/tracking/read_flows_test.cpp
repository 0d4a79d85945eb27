// SPDX-License-Identifier: Apache-2.0
// FlowTable::read(): what people are shown of flows, while packets change them.
#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

#include "dataplane/tracking/flow_table.h"
#include "support/rows/memory_file.h"

namespace shunt::dataplane {
namespace {

shunt_address row_of(const char* text) {
  const auto bytes = net::IpAddress::parse(text)->bytes();
  shunt_address row;
  std::memcpy(&row, bytes.data(), sizeof row);
  return row;
}

std::uint32_t ports(std::uint16_t source, std::uint16_t destination) {
  const std::array<std::uint8_t, 4> bytes{
      static_cast<std::uint8_t>(source >> 8), static_cast<std::uint8_t>(source),
      static_cast<std::uint8_t>(destination >> 8), static_cast<std::uint8_t>(destination)};
  std::uint32_t word = 0;
  std::memcpy(&word, bytes.data(), sizeof word);
  return word;
}

struct Flows {
  MemoryFile<shunt_flow_bucket> buckets{4};
  MemoryFile<shunt_flow_names> names{4};
  std::array<std::uint32_t, 8> idle = flow_idle_limits(900, 120);
  FlowTable table{buckets.windowed(), names.read_only()};

  void put(std::size_t bucket, std::size_t place, std::uint64_t tag, std::uint64_t state) {
    names[bucket].names[place] = {.source = row_of("203.0.113.7"),
                                  .destination = row_of("192.0.2.10"),
                                  .ports = ports(41'234, 443),
                                  .slot = 17,
                                  .service = 3,
                                  .protocol = 6};
    buckets[bucket].flows[place] = {.tag = tag, .state = state};
  }

  std::vector<RecordedFlow> read(std::uint32_t clock, std::size_t first = 0, std::size_t count = 4) {
    std::vector<RecordedFlow> seen;
    unsettled = table.read(first, count, clock, FlowIdle(idle), [&](const auto& flow) { seen.push_back(flow); });
    return seen;
  }
  std::size_t unsettled = 0;
};

TEST(ReadFlows, GivesAddressesPortsAndWhatIsKnownOfAFlow) {
  Flows flows;
  flows.put(1, 2, 99, SHUNT_FLOW_STATE(5, SHUNT_FLOW_CLOSING, 100));
  const auto seen = flows.read(107);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].client.to_string(), "203.0.113.7");
  EXPECT_EQ(seen[0].vip.to_string(), "192.0.2.10");
  EXPECT_EQ(seen[0].client_port, 41'234);
  EXPECT_EQ(seen[0].vip_port, 443);
  EXPECT_EQ(seen[0].protocol, 6);
  EXPECT_EQ(seen[0].phase, FlowPhase::kClosing);
  EXPECT_EQ(seen[0].backend, 5U);
  EXPECT_EQ(seen[0].service, 3U);
  EXPECT_EQ(seen[0].slot, 17U);
  EXPECT_EQ(seen[0].idle, 7U);
  EXPECT_EQ(seen[0].place, SHUNT_FLOWS_PER_BUCKET + 2U);
  EXPECT_NE(flows.buckets[1].flows[2].state, 0U);
}

TEST(ReadFlows, TellsThePhasesApart) {
  Flows flows;
  flows.put(0, 0, 1, SHUNT_FLOW_STATE(1, SHUNT_FLOW_UNCONFIRMED, 100));
  flows.put(0, 1, 2, SHUNT_FLOW_STATE(1, 0, 100));
  flows.put(0, 2, 3, SHUNT_FLOW_STATE(1, SHUNT_FLOW_UDP, 100));
  const auto seen = flows.read(100);
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0].phase, FlowPhase::kUnconfirmed);
  EXPECT_EQ(seen[1].phase, FlowPhase::kEstablished);
  EXPECT_EQ(seen[2].phase, FlowPhase::kUdp);
}

TEST(ReadFlows, LeavesOutWhatIsOverAndWhatIsBeingWritten) {
  Flows flows;
  flows.put(0, 0, 1, SHUNT_FLOW_STATE(1, 0, 100));
  flows.put(3, 7, 2, SHUNT_FLOW_CLAIMED);
  flows.put(3, 6, 3, SHUNT_FLOW_STATE(2, 0, 900));
  const auto seen = flows.read(1001);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].backend, 2U);
  EXPECT_EQ(flows.unsettled, 0U);
}

TEST(ReadFlows, GoesThroughSlicesThatMayEndBehindTheTable) {
  Flows flows;
  for (std::uint32_t bucket = 0; bucket < 4; ++bucket) flows.put(bucket, 0, bucket, SHUNT_FLOW_STATE(1, 0, 100));
  EXPECT_EQ(flows.read(100, 1, 2).size(), 2U);
  EXPECT_EQ(flows.read(100, 3, 100).size(), 1U);
  EXPECT_EQ(flows.read(100, 4, 1).size(), 0U);
}

// A writer as the program: claims, tag, name, state. Source and destination of each flow belong together.
TEST(ReadFlows, NeverMixesTwoFlowsOfOnePlace) {
  Flows flows;
  std::atomic<bool> over = false;
  std::jthread writer([&] {
    auto& flow = flows.buckets[0].flows[0];
    auto& name = flows.names[0].names[0];
    for (std::uint32_t i = 1; !over; ++i) {
      const bool odd = i % 2 == 1;
      __atomic_store_n(&flow.state, SHUNT_FLOW_CLAIMED, __ATOMIC_SEQ_CST);
      __atomic_store_n(&flow.tag, i, __ATOMIC_SEQ_CST);
      name = {.source = row_of(odd ? "203.0.113.1" : "2001:db8::1"),
              .destination = row_of(odd ? "192.0.2.1" : "2001:db8:1::1"),
              .slot = i,
              .service = i,
              .protocol = 6};
      __atomic_store_n(&flow.state, SHUNT_FLOW_STATE(odd ? 1 : 2, 0, 100), __ATOMIC_SEQ_CST);
    }
  });
  std::size_t whole = 0;
  std::size_t looks = 0;
  for (; whole < 200 && looks < 20'000'000; ++looks) {
    for (const auto& flow : flows.read(100, 0, 1)) {
      ++whole;
      ASSERT_EQ(flow.client.family(), flow.vip.family());
      ASSERT_EQ(flow.slot, flow.service);
      ASSERT_EQ(flow.client.family() == net::Family::kIpv4, flow.backend == 1);
    }
  }
  over = true;
  EXPECT_GT(whole, 0U) << looks << " looks";
}

}  // namespace
}  // namespace shunt::dataplane
