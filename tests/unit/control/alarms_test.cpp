// SPDX-License-Identifier: Apache-2.0
#include "control/alarms.h"

#include <gmock/gmock.h>

#include "control/listing.h"

namespace shunt::control {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A service "web" with a backend in each state; reasons "why N", from 1.
ServiceStatus service(std::initializer_list<BackendState> states) {
  ServiceStatus service{.name = "web"};
  for (const auto state : states) {
    const auto number = std::to_string(service.backends.size() + 1);
    service.backends.push_back({.address = *net::IpAddress::parse("198.51.100." + number),
                                .state = state,
                                .slots = state == BackendState::kDown ? 0U : 100U,
                                .reason = state == BackendState::kReady ? "" : "why " + number});
  }
  return service;
}

std::vector<std::string> texts(const Alarms& alarms) {
  std::vector<std::string> texts;
  for (const auto& alarm : alarms) texts.push_back(alarm.text);
  return texts;
}

using enum BackendState;

TEST(Listing, NamesThreeAndCountsTheOthers) {
  const char* const texts[] = {
      "", "a (x)", "a (x), b", "a (x), b, c (z)", "a (x), b, c (z) and 1 more", "a (x), b, c (z) and 2 more"};
  Listing listing;
  std::size_t count = 0;
  const char* const names[] = {"a", "b", "c", "d", "e"};
  const char* const reasons[] = {"x", "", "z", "", "v"};
  EXPECT_EQ(listing.text(), texts[0]);
  for (std::size_t i = 0; i < std::size(names); ++i) {
    listing.add(names[i], reasons[i]);
    EXPECT_EQ(listing.text(), texts[++count]);
    EXPECT_EQ(listing.count(), count);
  }
}

TEST(Alarms, AServiceThatIsWellHasNone) {
  EXPECT_THAT(texts(service_alarms(service({kReady, kReady}))), IsEmpty());
}

TEST(Alarms, EachBackendThatIsDownStandsWithItsReason) {
  EXPECT_THAT(texts(service_alarms(service({kReady, kDown}))),
              ElementsAre("service web: 1 of 2 backends is down: 198.51.100.2 (why 2)"));
  EXPECT_THAT(texts(service_alarms(service({kReady, kDown, kReady, kDown}))),
              ElementsAre("service web: 2 of 4 backends are down: 198.51.100.2 (why 2), 198.51.100.4 (why 4)"));
  EXPECT_THAT(texts(service_alarms(service({kReady, kDown, kDown, kDown, kDown, kDown}))),
              ElementsAre("service web: 5 of 6 backends are down: 198.51.100.2 (why 2), 198.51.100.3 (why 3), "
                          "198.51.100.4 (why 4) and 2 more"));
}

TEST(Alarms, EachBackendThatCannotBeReachedStandsWithItsReason) {
  EXPECT_THAT(
      texts(service_alarms(service({kReady, kUnresolved}))),
      ElementsAre("service web: 1 of 2 backends cannot be reached, the packets of their slots are dropped: "
                  "198.51.100.2 (why 2)"));
  EXPECT_THAT(texts(service_alarms(service({kUnresolved, kUnresolved}))),
              ElementsAre("service web: no backend can be reached, all its packets are dropped: "
                          "198.51.100.1 (why 1), 198.51.100.2 (why 2)"));
}

TEST(Alarms, AServiceThatFailsSaysWhatFollows) {
  auto web = service({kDown, kDown, kStandby});
  web.backends[2].backup = true;
  web.backends[0].slots = 100;  // of whom flows go to
  const struct {
    const char *failing, *follows;
  } rows[] = {{"open", "flows go to all of them, whatever their checks say"},
              {"backup", "flows go to the backups"},
              {"closed", "new flows are dropped"}};
  for (const auto& row : rows) {
    web.failing = row.failing;
    EXPECT_THAT(texts(service_alarms(web)),
                testing::Contains("service web: 0 of 2 backends are up, fewer than its quorum: " +
                                  std::string(row.follows)));
  }
}

TEST(Alarms, AServiceThatNoLongerFailsSaysByWhom) {
  EXPECT_EQ(failing_text("closed", 1, 3, false),
            "1 of 3 backends is up, fewer than its quorum: new flows are dropped");
  EXPECT_EQ(recovered_text(false, 2, 3), "2 of 3 backends are up: flows go to them again");
  EXPECT_EQ(recovered_text(true, 0, 3), "a backup is up: flows go to it");
}

TEST(Alarms, AServiceWithoutSlotsTakesNoFlows) {
  EXPECT_THAT(texts(service_alarms(service({kDown}))),
              ElementsAre("service web: 1 of 1 backends is down: 198.51.100.1 (why 1)",
                          "service web: no backend takes new flows: they are dropped"));
}

TEST(Alarms, AServiceThatIsNotServedYetSaysThatAlone) {
  auto web = service({kDown, kPending, kUnresolved});
  for (auto& backend : web.backends) backend.slots = 0;
  web.waiting = true;
  const auto alarms = service_alarms(web);
  EXPECT_THAT(texts(alarms),
              ElementsAre("service web: not served yet, its backends are being asked for the first time"));
  EXPECT_EQ(alarms[0].id, "service_waiting");
  EXPECT_EQ(alarms[0].of, "web");
}

/// An operator or its agent drains the only one: `fail: open` sends flows to nobody then.
TEST(Alarms, AServiceThatFailsOpenAndHasNobodyToSendToSaysSoOnce) {
  auto web = service({kDraining, kStandby});
  for (auto& backend : web.backends) backend = {.address = backend.address, .state = backend.state};
  web.backends[1].backup = true;
  const struct { const char *failing, *who; } rows[] = {{"open", "others"}, {"backup", "backups"}};
  for (const auto& row : rows) {
    web.failing = row.failing;
    EXPECT_THAT(
        texts(service_alarms(web)),
        ElementsAre("service web: 0 of 1 backends are up, fewer than its quorum, and operators or agents keep "
                    "the " +
                    std::string(row.who) + " from new flows: they are dropped"));
  }
  web.failing = "closed";
  EXPECT_THAT(texts(service_alarms(web)),
              ElementsAre("service web: 0 of 1 backends are up, fewer than its quorum: new flows are dropped"));
}

TEST(Alarms, SayWhatTheyAreAndOfWhom) {
  const auto alarms = service_alarms(service({kReady, kDown, kUnresolved}));
  ASSERT_EQ(alarms.size(), 2U);
  EXPECT_EQ(alarms[0].id, "backends_down");
  EXPECT_EQ(alarms[1].id, "backends_unreachable");
  EXPECT_EQ(alarms[1].of, "web");
}

TEST(Alarms, AReloadThatWasRefusedIsOneUntilTheNext) {
  Reloads reloads;
  EXPECT_THAT(reload_alarms(reloads, {}), IsEmpty());
  reloads.last = LastReload{.applied = false, .errors = {"shunt.yaml:7:5: unknown key", "shunt.yaml:8:1: no"}};
  EXPECT_THAT(
      texts(reload_alarms(reloads, WallTime(std::chrono::seconds(1)))),
      ElementsAre("the last reload was refused: running with the configuration of 1970-01-01 00:00:01 UTC; "
                  "shunt.yaml:7:5: unknown key"));
  reloads.last->applied = true;
  EXPECT_THAT(reload_alarms(reloads, {}), IsEmpty());
}

TEST(Alarms, TheFlowTableSaysWhenItIsFullByFourFifths) {
  EXPECT_THAT(texts(flow_table_alarms({.capacity = 100, .flows = 70, .unconfirmed = 9}, false)), IsEmpty());
  EXPECT_THAT(texts(flow_table_alarms({.capacity = 100, .flows = 70, .unconfirmed = 10}, false)),
              ElementsAre("flow table: 80 of 100 flows; raise limits.flows"));
  EXPECT_THAT(texts(flow_table_alarms({.capacity = 100}, true)), ElementsAre(testing::HasSubstr("not recorded")));
}

}  // namespace
}  // namespace shunt::control
