// SPDX-License-Identifier: Apache-2.0
#include "web/overview.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/example_views.h"

namespace shunt::web {
namespace {

using control::BackendState;
using Json = nlohmann::json;

control::ServiceStatus service(std::vector<BackendState> states) {
  control::ServiceStatus service;
  for (const auto state : states) service.backends.push_back({.state = state});
  return service;
}

TEST(Overview, StatesOfServicesAreAsTheirBackendsAre) {
  using enum BackendState;
  EXPECT_EQ(state_of(service({kReady, kReady})), "up");
  EXPECT_EQ(state_of(service({kReady, kDraining, kDisabled, kIdle, kStandby, kRemoved})), "up")
      << "as somebody wanted it";
  EXPECT_EQ(state_of(service({kReady, kDown})), "degraded");
  EXPECT_EQ(state_of(service({kReady, kUnresolved})), "degraded");
  EXPECT_EQ(state_of(service({kDown, kDisabled})), "down");
  EXPECT_EQ(state_of(service({})), "down");
  auto limping = service({kReady});
  limping.backends[0].health = control::BackendHealth{.state = "up", .degraded = true};
  EXPECT_EQ(state_of(limping), "degraded");
  auto failing = service({kReady, kDown});
  failing.failing = "open";
  EXPECT_EQ(state_of(failing), "failing");
  failing.waiting = true;
  EXPECT_EQ(state_of(failing), "waiting");
}

TEST(Overview, HasARowForEachService) {
  const auto overview = Json::parse(overview_json(test::example_status(), test::example_stats(true)));
  const auto columns = overview["service_columns"];
  ASSERT_EQ(overview["services"].size(), test::example_status().services.size());
  for (const auto& row : overview["services"]) EXPECT_EQ(row.size(), columns.size());
  EXPECT_EQ(overview["services"][0][0], "web");
  EXPECT_EQ(overview["services"][0][4], 1234567);
}

TEST(Overview, OfAServiceWithoutCountersHasZeros) {
  auto status = test::example_status();
  status.services[0].name = "added a moment ago";
  const auto overview = Json::parse(overview_json(status, test::example_stats(true)));
  EXPECT_EQ(overview["services"][0][4], 0);
}

TEST(Overview, IsSmall) {
  auto status = test::example_status();
  auto stats = test::example_stats(true);
  const auto base = overview_json(status, stats).size();
  status.services.resize(1001, status.services[0]);
  stats.services.resize(1001, stats.services[0]);
  EXPECT_LT((overview_json(status, stats).size() - base) / 1000, 80U) << "bytes a service";
}

}  // namespace
}  // namespace shunt::web
