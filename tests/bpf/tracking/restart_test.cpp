// SPDX-License-Identifier: Apache-2.0
// A controller that goes on with the maps of the one before.
#include "bpf/tracking/tracking_test.h"

namespace shunt::tracking {
namespace {

class Restart : public Tracking {};

TEST_P(Restart, MovesNoFlowAndNeitherDoesAChangeAfterIt) {
  auto& service = web();
  ASSERT_TRUE(lb().publish());
  const auto old_ones = open(200);
  service.add(family().c);
  ASSERT_TRUE(lb().publish());
  EXPECT_EQ(where(100), std::vector(old_ones.begin(), old_ones.begin() + 100));
  for (std::uint32_t client = 200; client < 300; ++client) syn(client);
  const auto before = where(300);
  const auto recorded = lb().recorded();
  const auto migrating = table().migrating();

  ASSERT_TRUE(lb().restart());
  EXPECT_EQ(lb().recorded(), recorded);
  EXPECT_EQ(table().migrating(), migrating);
  EXPECT_EQ(where(300), before);

  service.drain(family().c);
  ASSERT_TRUE(lb().publish());
  EXPECT_EQ(where(300), before);
  service.serve(family().c);
  service.remove(family().a);
  ASSERT_TRUE(lb().publish());
  EXPECT_EQ(where(300), before);
}

TEST_P(Restart, MayChangeMuchAtOnce) {
  auto& service = web();
  ASSERT_TRUE(lb().publish());
  const auto before = open(200);
  service.remove(family().a);
  service.add(family().c, 3);
  ASSERT_TRUE(lb().restart());
  EXPECT_EQ(where(200), before);
  service.serve(family().c, 1);
  ASSERT_TRUE(lb().restart());
  EXPECT_EQ(where(200), before);
}

TEST_P(Restart, KeepsFlowsThatOnlyTheFlowTableKnows) {
  auto& service = web(model::Scheduler::kLeastConnections);
  ASSERT_TRUE(lb().publish());
  const auto before = open(200);
  service.add(family().c);
  ASSERT_TRUE(lb().restart());
  EXPECT_EQ(where(200), before);
}

TEST_P(Restart, LetsWindowsEndOnlyAWindowLater) {
  auto& service = web();
  ASSERT_TRUE(lb().publish());
  service.add(family().c);
  ASSERT_TRUE(lb().publish());
  lb().pass(kWindow - 3);
  ASSERT_TRUE(lb().restart());
  lb().pass(kWindow - 1);
  EXPECT_GT(table().migrating(), 0U);
  lb().pass(1);
  EXPECT_EQ(table().migrating(), 0U);
}

TEST_P(Restart, KeepsARemovedBackendUntilItsFlowsAreOver) {
  auto& service = web();
  ASSERT_TRUE(lb().publish());
  const auto before = open(100);
  service.remove(family().a);
  ASSERT_TRUE(lb().publish());
  ASSERT_TRUE(lb().restart());
  EXPECT_EQ(where(100), before);
  EXPECT_EQ(lb().published("web").backends.size(), 2U);
}

// Else the flows of the service that is gone would go to another one's backends.
TEST_P(Restart, GivesNoIdOfAServiceThatIsGoneToAnother) {
  web(model::Scheduler::kLeastConnections);
  ASSERT_TRUE(lb().publish());
  open(100);
  lb().wanted.clear();
  ASSERT_TRUE(lb().publish());
  auto& other = lb().service("other", "192.0.2.77");
  for (int i = 20; i < 26; ++i) other.add(("198.51.100." + std::to_string(i)).c_str());
  lb().service("web-again", family().vip, model::Scheduler::kLeastConnections).add(family().c);
  ASSERT_TRUE(lb().restart());
  EXPECT_EQ(where(100), std::vector<Backend>(100, c()));
  lb().sweep();
  EXPECT_EQ(lb().publisher().departed(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Families, Restart, testing::Values(kIpv4, kIpv6));

}  // namespace
}  // namespace shunt::tracking
