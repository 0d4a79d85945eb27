// SPDX-License-Identifier: Apache-2.0
// Backends and services that are taken out of the configuration.
#include "bpf/tracking/tracking_test.h"

namespace shunt::tracking {
namespace {

class Removal : public Tracking {
 protected:
  std::uint32_t id_of(const net::IpAddress& backend) {
    for (const auto& one : lb().published("web").backends)
      if (one.address == backend) return one.stats->first();
    return 0;
  }
  /// Time passes while the clients of `at` keep their flows alive.
  void live_on(const std::vector<Backend>& at, int rounds) {
    for (int i = 0; i < rounds; ++i) {
      lb().pass(40);
      lb().sweep();
      ASSERT_TRUE(lb().publish());
      ASSERT_EQ(where(at.size()), at);
    }
  }
};

TEST_P(Removal, LeavesFlowsOfABackendUntilTheyAreOver) {
  auto& service = web();
  ASSERT_TRUE(lb().publish());
  const auto at = open(60);
  const auto id = id_of(a());
  service.remove(family().a);
  ASSERT_TRUE(lb().publish());
  for (std::uint32_t client = 100; client < 150; ++client) EXPECT_EQ(syn(client), b());
  live_on(at, 5);
  EXPECT_EQ(id_of(a()), id);
  EXPECT_NE(lb().memory().backend_flows[id].row, 0U);

  lb().pass(51);
  lb().sweep();
  EXPECT_TRUE(lb().upkeep().has_released());
  ASSERT_TRUE(lb().publish());
  EXPECT_EQ(id_of(a()), 0U);
  EXPECT_EQ(lb().memory().backend_flows[id].row, 0U);
  EXPECT_EQ(lb().published("web").backends.size(), 1U);
}

TEST_P(Removal, IsUndoneForFlowsThatAreStillThere) {
  auto& service = web();
  ASSERT_TRUE(lb().publish());
  const auto at = open(60);
  const auto id = id_of(a());
  service.remove(family().a);
  ASSERT_TRUE(lb().publish());
  live_on(at, 3);
  service.add(family().a);
  ASSERT_TRUE(lb().publish());
  EXPECT_EQ(id_of(a()), id);
  live_on(at, 3);
}

TEST_P(Removal, GivesTheIdToNobodyWhileFlowsBearIt) {
  auto& service = web();
  ASSERT_TRUE(lb().publish());
  const auto at = open(60);
  const auto id = id_of(a());
  service.remove(family().a);
  service.add(family().c);
  ASSERT_TRUE(lb().publish());
  EXPECT_NE(id_of(c()), id);
  live_on(at, 3);
}

// The id of a backend that was over is given to another one, which is then removed too, all between two sweeps.
TEST_P(Removal, IsNotMistakenForAFormerOneOfTheSameId) {
  auto& service = web(model::Scheduler::kLeastConnections);
  ASSERT_TRUE(lb().publish());
  const auto id = id_of(a());
  service.remove(family().a);
  ASSERT_TRUE(lb().publish());
  lb().sweep();
  ASSERT_TRUE(lb().publish());
  service.add(family().c);
  ASSERT_TRUE(lb().publish());
  ASSERT_EQ(id_of(c()), id);
  const auto at = open(60);
  service.remove(family().c);
  ASSERT_TRUE(lb().publish());
  service.serve(family().b, 2);
  ASSERT_TRUE(lb().publish());
  EXPECT_EQ(where(60), at);
}

TEST_P(Removal, OfAServiceKeepsItsIdsUntilItsFlowsAreSwept) {
  web(model::Scheduler::kLeastConnections);
  ASSERT_TRUE(lb().publish());
  open(60);
  const std::vector ids{id_of(a()), id_of(b())};
  lb().wanted.clear();
  ASSERT_TRUE(lb().publish());
  EXPECT_GT(lb().publisher().departed(), 0U);
  lb().service("web", family().vip, model::Scheduler::kLeastConnections).add(family().c);
  ASSERT_TRUE(lb().publish());
  EXPECT_NE(id_of(c()), ids[0]);
  EXPECT_NE(id_of(c()), ids[1]);
  EXPECT_EQ(where(30), std::vector<Backend>(30, c()));
  lb().sweep();
  EXPECT_EQ(lb().publisher().departed(), 0U);
  EXPECT_EQ(lb().recorded(), 30U);
}

// A flow keeps its place in the flow table when its VIP becomes another service's, and the sweep finds it there.
TEST_P(Removal, OfAServiceLeavesNoTraceInTheFlowsOfTheNextOne) {
  auto& service = web(model::Scheduler::kLeastConnections);
  ASSERT_TRUE(lb().publish());
  open(60);
  service.config.scheduler = model::Scheduler::kMaglev;
  service.config.table_size = 13;
  service.config.name = "web-2";
  ASSERT_TRUE(lb().publish());
  service.add(family().c);
  ASSERT_TRUE(lb().publish());
  const auto at = where(60);
  for (int i = 0; i < 5; ++i) {
    lb().pass(40);
    lb().sweep();
    ASSERT_EQ(where(60), at);
  }
}

INSTANTIATE_TEST_SUITE_P(Families, Removal, testing::Values(kIpv4, kIpv6));

}  // namespace
}  // namespace shunt::tracking
