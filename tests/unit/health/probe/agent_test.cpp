// SPDX-License-Identifier: Apache-2.0
#include "health/agent/agent.h"

#include <gmock/gmock.h>

#include "unit/health/probe/backend.h"
#include "unit/health/probe/probing.h"

namespace shunt::test {
namespace {

using health::AgentAnswer;
using health::AgentReport;
using health::read_agent;
using health::Verdict;
using model::CheckType;
using Admin = AgentReport::Admin;

TEST(AgentAnswer, holds_each_word) {
  EXPECT_EQ(read_agent("75%\n"), (AgentAnswer{{.percent = 75}, ""}));
  EXPECT_EQ(read_agent("ready"), (AgentAnswer{{.admin = Admin::kReady}, ""}));
  EXPECT_EQ(read_agent("drain"), (AgentAnswer{{.admin = Admin::kDrain}, ""}));
  EXPECT_EQ(read_agent("maint\r\n"), (AgentAnswer{{.admin = Admin::kMaintenance}, ""}));
  EXPECT_EQ(read_agent("up"), (AgentAnswer{{.up = true}, ""}));
  EXPECT_EQ(read_agent("down"), (AgentAnswer{{.up = false}, "agent: down"}));
  EXPECT_EQ(read_agent("failed"), (AgentAnswer{{.up = false}, "agent: failed"}));
  EXPECT_EQ(read_agent("fail"), (AgentAnswer{{.up = false}, "agent: fail"}));
  EXPECT_EQ(read_agent("stopped"), (AgentAnswer{{.up = false}, "agent: stopped"}));
  EXPECT_EQ(read_agent("maxconn:30 up"), (AgentAnswer{{.up = true}, ""}));
}

TEST(AgentAnswer, takes_words_in_any_order_and_case) {
  EXPECT_EQ(read_agent(" ,\tUP, ready\t40%,# all is well\nignored"),
            (AgentAnswer{{.percent = 40, .admin = Admin::kReady, .up = true, .description = "all is well"}, ""}));
  EXPECT_EQ(
      read_agent("down #maintenance window\n"),
      (AgentAnswer{{.up = false, .description = "maintenance window"}, "agent: down (#maintenance window)"}));
}

TEST(AgentAnswer, caps_the_percentage) {
  EXPECT_EQ(read_agent("250%").report.percent, 100U);
  EXPECT_EQ(read_agent("99999999999999999999%").report.percent, 100U);
  EXPECT_EQ(read_agent("0%").report.percent, 0U);
}

TEST(AgentAnswer, says_what_it_does_not_understand_and_keeps_the_rest) {
  EXPECT_EQ(read_agent("50% sideways"),
            (AgentAnswer{{.percent = 50}, "agent: the answer holds 'sideways', which is no word of agents"}));
  for (const char* word : {"%", "-1%", "1.5%", "7 5%x", "maxconn:", "maxconn:x", "upp", "\x80\xff"})
    EXPECT_NE(read_agent(word).reason, "") << word;
  EXPECT_EQ(read_agent("\n").reason, "agent: the answer is empty");
}

TEST(AgentAnswer, bounds_and_cleans_the_description) {
  const auto report = read_agent("up #\x1b[31m" + std::string(1000, 'x')).report;
  EXPECT_LE(report.description.size(), 200U);
  EXPECT_EQ(report.description.substr(0, 6), ".[31mx");
}

TEST(AgentProbe, asks_and_reads_a_line) {
  const Backend backend([](Peer& peer) {
    if (peer.read_until("\n") == "web\n") peer.write("maint 5"), peer.write("0%\n");
    peer.wait_for_end();
  });
  auto check = check_of(CheckType::kAgent, backend.port());
  check.send = "web\n";
  const auto outcome = Probing().ask(check);
  EXPECT_EQ(outcome.verdict, Verdict::kPassed);
  EXPECT_EQ(outcome.agent, (AgentReport{.percent = 50, .admin = Admin::kMaintenance}));
}

TEST(AgentProbe, takes_the_end_of_the_connection_for_the_lines_end) {
  const Backend backend([](Peer& peer) { peer.write("down #disk full"); });
  const auto outcome = Probing().ask(check_of(CheckType::kAgent, backend.port()));
  EXPECT_EQ(outcome.verdict, Verdict::kFailed);
  EXPECT_EQ(outcome.reason, "agent: down (#disk full)");
  EXPECT_EQ(outcome.agent, (AgentReport{.up = false, .description = "disk full"}));
}

TEST(AgentProbe, reads_1_KiB_and_no_more) {
  const Backend backend([](Peer& peer) { peer.write("up #" + std::string(10 << 20, 'x')); });
  EXPECT_EQ(Probing().ask(check_of(CheckType::kAgent, backend.port())).reason, "");
}

TEST(AgentProbe, fails_without_an_answer) {
  const Backend closing([](Peer&) {});
  EXPECT_EQ(Probing().ask(check_of(CheckType::kAgent, closing.port())).reason,
            "agent: connection closed without an answer");
  const Backend silent([](Peer& peer) { peer.wait_for_end(); });
  auto check = check_of(CheckType::kAgent, silent.port());
  check.timeout = std::chrono::milliseconds(100);
  EXPECT_EQ(Probing().ask(check).reason, "agent: no answer in 100 ms");
}

}  // namespace
}  // namespace shunt::test
