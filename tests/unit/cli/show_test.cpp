// SPDX-License-Identifier: Apache-2.0
#include "cli/show.h"

#include <gmock/gmock.h>

#include <sstream>

#include "cli/report_text.h"
#include "support/example_views.h"

namespace shunt::cli {
namespace {

using testing::HasSubstr;

constexpr Style kPiped{};
constexpr Style kTerminal{.width = 80};

TEST(Show, StatusAsAnOperatorReadsIt) {
  EXPECT_EQ(show(test::example_status(), test::example_time(), kPiped),
            R"(shunt 0.1.0, pid 4242, running for 2d 2h, on kernel 6.1.0-42-amd64
/etc/shunt/shunt.yaml, loaded 2026-11-21 01:12:22 UTC, generation 7
last reload: refused 2026-11-21 01:12:22 UTC, nothing applied
  asked by uid 0 (pid 4711)
  /etc/shunt/shunt.yaml:7:5: unknown key "prots"
flow table: 12,345 of 1,048,576 flows (1.2%), 17 unconfirmed

ALARM
web: 1 of 3 backends has no next hop

INTERFACE  ASKED    MODE     STATE
eth0       auto     native   attached, beside other programs
eth1       generic  generic  attached
eth9       auto     -        waiting for the interface to appear

SERVICE, BACKEND  WEIGHT  SLOTS  FLOWS  STATE       NEXT HOP
web  192.0.2.10 80/tcp  ipip  maglev, 401 slots
  198.51.100.11        1  24.9%      0  ready       eth1 02:00:5e:00:00:11
  198.51.100.12        2  50.1%      0  ready       eth0 02:00:5e:00:00:12 vlan 7
  2001:db8:1::13       1  24.9%      0  unresolved  no route to 2001:db8:1::13
dns  2001:db8::/64 53/udp  l2  maglev, 0 slots
  2001:db8:1::21       0      -      0  idle        eth1 02:00:5e:00:00:21
)");
}

TEST(Show, StatusEscapesWhatATerminalWouldObey) {
  auto status = test::example_status();
  status.config_file = "/etc/\033[2J";
  status.interfaces[0].name = "e\xff";
  const auto text = show(status, test::example_time(), kPiped);
  EXPECT_THAT(text, HasSubstr("\n/etc/\\x1b[2J, loaded"));
  EXPECT_THAT(text, HasSubstr("\ne\\xff "));
}

TEST(Show, StatusWhileAnOperatorWorks) {
  const std::string text = show(test::example_status_under_change(), test::example_time(), kPiped);
  EXPECT_THAT(text, HasSubstr(R"(
flow table: 12,345 of 1,048,576 flows (1.2%), 17 unconfirmed
flow table: 5 refused as it was full, 3 evicted
)"));
  EXPECT_THAT(text, HasSubstr(R"(
OVERRIDE
web 198.51.100.11: draining, 9m 30s left
web 198.51.100.12: weight 5 (file: 2)
)"));
  EXPECT_THAT(text, HasSubstr(R"(
SERVICE, BACKEND            WEIGHT  SLOTS  FLOWS  STATE                  NEXT HOP
web  192.0.2.10 80/tcp  ipip  maglev, 401 slots: 131 migrating, 7 tracked
  198.51.100.11                  1   0.0%     12  draining, 9m 30s left  eth1 02:00:5e:00:00:11
  198.51.100.12   3 of 5 (file: 2)  75.1%  1,234  ready                  eth0 02:00:5e:00:00:12 vlan 7
  2001:db8:1::13                 1  24.9%      0  unresolved             no route to 2001:db8:1::13
  198.51.100.14                  0   0.0%      3  removed                eth0 02:00:5e:00:00:14
  198.51.100.15                  1   0.0%      0  standby                eth0 02:00:5e:00:00:15
)"));
}

TEST(Show, ABackendInAFewWords) {
  control::BackendStatus backend{.weight = 5, .effective_weight = 5, .state = control::BackendState::kReady};
  backend.backup = true;
  EXPECT_EQ(state_text(backend, {}), "ready, backup");
  EXPECT_EQ(weight_text(backend), "5");
  backend.effective_weight = 0;
  backend.state = control::BackendState::kDraining;
  EXPECT_EQ(state_text(backend, {}), "draining, backup");
  EXPECT_EQ(weight_text(backend), "5");
  EXPECT_EQ(override_text({.state = model::AdminState::kDisabled, .left = {}, .weight = 5, .file_weight = 1}),
            "disabled, weight 5 (file: 1)");
  EXPECT_EQ(override_text({.state = model::AdminState::kDraining}), "draining");
}

TEST(Show, WhatAReloadWouldChange) {
  EXPECT_EQ(show(test::example_breaking_plan(), kPiped), R"(services      1 added, 0 removed, 1 changed
backends      1 added, 1 removed, 1 changed
interfaces    0 added, 0 removed, 0 changed
slots moved   180 of 802 (22.4%)
slots tracked 160
override      web 198.51.100.12: weight 5 (file: 3)

SERVICE, BACKEND  WEIGHT       SLOTS  CHANGE
web  changed  401 slots: 180 moved, 160 tracked; 1,234 flows recorded now
  198.51.100.11        1   100 -> 80  unchanged
  198.51.100.12   2 -> 3  201 -> 241  changed
  198.51.100.14        1          80  added
  2001:db8:1::13       1         100  removed
dns6  added  401 slots

MOVES FLOWS
service web: the table has 401 slots instead of 251
`shunt reload` refuses this without --force
)");
  EXPECT_THAT(show(test::example_plan(), kPiped), Not(HasSubstr("--force")));
}

TEST(Show, ThatAReloadWouldChangeNothing) {
  EXPECT_EQ(show(control::PlanReport{.slots_total = 802}, kPiped), "nothing would change\n");
  EXPECT_EQ(show(control::PlanReport{.overrides = {"web 198.51.100.12: weight 5 (file: 3)"}}, kPiped),
            "nothing would change\noverride      web 198.51.100.12: weight 5 (file: 3)\n");
  EXPECT_THAT(show(control::PlanReport{.breaks = {"another seed"}}, kPiped),
              testing::AllOf(HasSubstr("--force"), Not(HasSubstr("nothing"))));
}

TEST(Show, StatusOfAControllerWithNothingToDo) {
  const std::string text = show(control::Status{}, control::WallTime{}, kPiped);
  EXPECT_THAT(text, HasSubstr("no interfaces"));
  EXPECT_THAT(text, HasSubstr("no services"));
  EXPECT_THAT(text, Not(HasSubstr("ALARM")));
}

TEST(Show, OfAnExplainedSlotWhatItsSchedulerDoes) {
  auto told = test::example_explanation();
  told.slot->state = "steady";
  told.slot->previous = told.slot->current;
  EXPECT_THAT(show(told, kPiped), HasSubstr("steady: all flows go to 198.51.100.11"));
  told.service->scheduler = "round-robin";
  EXPECT_THAT(show(told, kPiped),
              HasSubstr("steady: new flows go in turn, recorded ones stay, others go to 198.51.100.11"));
  told.service->scheduler = "least-connections";
  EXPECT_THAT(show(told, kPiped), HasSubstr("new flows go to the less loaded of two backends"));
}

TEST(Show, StatsWithTheReasonsThatCounted) {
  EXPECT_EQ(show(test::example_stats(false), kTerminal),
            R"(SERVICE, BACKEND    PACKETS     BYTES  DROPPED
web               1,234,567  1.50 GiB        3
  198.51.100.11     411,522   512 MiB
  198.51.100.12     823,045  1.00 GiB
  2001:db8:1::13          0       0 B
dns                       0       0 B        0
  2001:db8:1::21          0       0 B

INTERFACE  PASSED  DROPPED  TRANSMITTED  REDIRECTED
eth0           52        3      823,045     411,522
eth1            0        0            0           0

DROPPED              PACKETS  BECAUSE
next_hop_unresolved        3  no route or no neighbour for the backend yet; see
                              the next hop in `shunt status`

PASSED TO HOST  PACKETS  BECAUSE
icmp_error            1  ICMP error to a VIP; passed to the host
)");
}

TEST(Show, StatsOfEachCpuThatCountedSomething) {
  const std::string text = show(test::example_stats(true), kPiped);
  EXPECT_THAT(text, HasSubstr("web               1,234,567  1.50 GiB        3\n"
                              "  cpu 0           1,234,560  1.50 GiB        3\n"
                              "  cpu 1                   7     736 B        0\n"
                              "  198.51.100.11"));
  EXPECT_THAT(text, Not(HasSubstr("cpu 2")));
  EXPECT_THAT(text, HasSubstr("\n  cpu 0                    3\n"));
}

TEST(Show, StatsSayWhenNothingWasDropped) {
  EXPECT_THAT(show(control::Stats{}, kPiped), HasSubstr("nothing dropped"));
}

TEST(Show, WhatAReloadChanged) {
  EXPECT_EQ(show(test::example_reload()),
            R"(applied in 12.3 ms, of which 0.7 ms changing maps
services      1 added, 0 removed, 2 changed
backends      3 added, 1 removed, 0 changed
interfaces    0 added, 1 removed, 0 changed
slots moved   655
slots tracked 640
override      web 198.51.100.12: weight 5 (file: 2)
)");
}

TEST(Show, HowAnInterfaceIsAttachedOrWhyNotYet) {
  const auto interfaces = test::example_status().interfaces;
  EXPECT_EQ(show(control::AttachReport{interfaces[1], {}}), "eth1: attached in generic mode\n");
  EXPECT_EQ(show(control::AttachReport{interfaces[2], {}}), "eth9: waiting for the interface to appear\n");
}

TEST(Show, NoLineBeyondEightyColumnsInATerminal) {
  control::Status status = test::example_status();
  status.alarms = {
      "service web: 1 of 3 backends cannot be reached: the packets of their slots are dropped, all of them"};
  status.services[0].backends[2].reason =
      "leaves by bridge br0, which XDP cannot transmit on: route it by a port of it";
  std::istringstream lines(show(status, test::example_time(), kTerminal) +
                           show(test::example_stats(true), kTerminal));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

TEST(Show, NoLineOfChangesBeyondAHundredColumns) {
  constexpr Style kWide{.width = 100};
  std::istringstream lines(show(test::example_status_under_change(), test::example_time(), kWide) +
                           show(test::example_breaking_plan(), kWide));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
}

}  // namespace
}  // namespace shunt::cli
