// SPDX-License-Identifier: Apache-2.0
#include "dataplane/tracking/flow_table.h"

#include <gtest/gtest.h>

#include <map>

#include "support/rows/memory_file.h"

namespace shunt::dataplane {
namespace {

struct Flows {
  MemoryFile<shunt_flow_bucket> buckets{4};
  MemoryFile<shunt_flow_names> names{4};
  std::array<std::uint32_t, 8> idle = flow_idle_limits(900, 120);
  FlowTable table{buckets.windowed(), names.read_only()};

  void put(std::size_t bucket, std::size_t place, std::uint32_t backend, std::uint32_t flags,
           std::uint32_t clock) {
    buckets[bucket].flows[place] = {.tag = 1, .state = SHUNT_FLOW_STATE(backend, flags, clock)};
    names[bucket].names[place].slot = backend;
  }
  /// Backends with the silence of their flows.
  std::map<std::uint32_t, std::uint32_t> sweep(std::uint32_t clock, std::size_t first = 0, std::size_t count = 4,
                                               std::uint32_t dismissed = 0) {
    std::map<std::uint32_t, std::uint32_t> seen;
    table.sweep(first, count, clock, FlowIdle(idle), [&](const FlowTable::Flow& flow) {
      EXPECT_EQ(flow.name().slot, flow.backend);
      seen[flow.backend] = flow.idle;
      return flow.backend != dismissed;
    });
    return seen;
  }
  using Seen = std::map<std::uint32_t, std::uint32_t>;
};

TEST(FlowIdleLimits, AreShorterForHandshakesAndWhatCloses) {
  const auto limits = flow_idle_limits(900, 120);
  EXPECT_EQ(limits[0], 900U);
  EXPECT_EQ(limits[SHUNT_FLOW_UNCONFIRMED], 20U);
  EXPECT_EQ(limits[SHUNT_FLOW_CLOSING], 60U);
  EXPECT_EQ(limits[SHUNT_FLOW_UDP], 120U);
  EXPECT_EQ(limits[SHUNT_FLOW_UDP | SHUNT_FLOW_UNCONFIRMED], 120U);
  const auto small = flow_idle_limits(10, 5);
  for (const std::uint32_t flags : {0U, SHUNT_FLOW_UNCONFIRMED, SHUNT_FLOW_CLOSING}) EXPECT_EQ(small[flags], 10U);
  EXPECT_EQ(small[SHUNT_FLOW_UDP], 5U);
}

TEST(FlowTable, IsSweptOfWhatIsOver) {
  Flows flows;
  flows.put(0, 0, 1, 0, 100);
  flows.put(1, 7, 2, SHUNT_FLOW_UNCONFIRMED, 980);
  flows.put(3, 3, 3, SHUNT_FLOW_UDP, 880);
  EXPECT_EQ(flows.sweep(1000), (Flows::Seen{{1, 900}, {2, 20}, {3, 120}}));
  EXPECT_EQ(flows.sweep(1001), Flows::Seen{});
  EXPECT_EQ(flows.buckets[0].flows[0].state, 0U);
  EXPECT_EQ(flows.buckets[1].flows[7].state, 0U);
  EXPECT_EQ(flows.buckets[3].flows[3].state, 0U);
}

TEST(FlowTable, IsSweptOfWhatNobodyWants) {
  Flows flows;
  flows.put(0, 0, 1, 0, 100);
  flows.put(0, 1, 2, 0, 100);
  flows.sweep(100, 0, 4, 2);
  EXPECT_NE(flows.buckets[0].flows[0].state, 0U);
  EXPECT_EQ(flows.buckets[0].flows[1].state, 0U);
}

TEST(FlowTable, IsSweptInSlicesThatMayEndBehindIt) {
  Flows flows;
  for (std::uint32_t bucket = 0; bucket < 4; ++bucket) flows.put(bucket, 0, bucket + 1, 0, 100);
  EXPECT_EQ(flows.sweep(100, 0, 1), (Flows::Seen{{1, 0}}));
  EXPECT_EQ(flows.sweep(100, 1, 2), (Flows::Seen{{2, 0}, {3, 0}}));
  EXPECT_EQ(flows.sweep(100, 3, 100), (Flows::Seen{{4, 0}}));
}

TEST(FlowTable, LeavesAPlaceThatIsBeingWritten) {
  Flows flows;
  flows.buckets[2].flows[4].state = SHUNT_FLOW_CLAIMED;
  EXPECT_EQ(flows.sweep(100'000), Flows::Seen{});
  EXPECT_EQ(flows.buckets[2].flows[4].state, SHUNT_FLOW_CLAIMED);
}

// Another CPU may have a later clock; and the clock may come round.
TEST(FlowTable, TakesAFlowOfALaterClockForANewOne) {
  Flows flows;
  flows.put(0, 0, 1, 0, 1002);
  EXPECT_EQ(flows.sweep(1000), (Flows::Seen{{1, 0}}));
  flows.put(0, 0, 1, 0, 0xfffffff0);
  EXPECT_EQ(flows.sweep(16), (Flows::Seen{{1, 32}}));
  EXPECT_EQ(flows.sweep(900), Flows::Seen{});
}

// A packet that comes between the look and the removal.
TEST(FlowTable, KeepsAFlowThatLivesOnWhileItIsDismissed) {
  Flows flows;
  flows.put(0, 0, 1, 0, 100);
  flows.table.sweep(0, 4, 100, FlowIdle(flows.idle), [&](const FlowTable::Flow&) {
    flows.put(0, 0, 1, 0, 101);
    return false;
  });
  EXPECT_EQ(flows.buckets[0].flows[0].state, SHUNT_FLOW_STATE(1, 0, 101));
}

TEST(FlowTable, IsVisitedWithoutAChange) {
  Flows flows;
  flows.put(0, 0, 1, 0, 100);
  flows.put(0, 1, 2, 0, 2000);
  int live = 0;
  flows.table.visit(2000, FlowIdle(flows.idle),
                    [&](const FlowTable::Flow& flow) { live += flow.backend == 2 ? 1 : 100; });
  EXPECT_EQ(live, 1);
  EXPECT_NE(flows.buckets[0].flows[0].state, 0U);
}

}  // namespace
}  // namespace shunt::dataplane
