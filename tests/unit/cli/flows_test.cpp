// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "cli/show_flows.h"
#include "support/example_views.h"

namespace shunt::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

template <typename T>
std::variant<T, Outcome> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "shunt");
  auto parsed = parse_command_line(static_cast<int>(arguments.size()), arguments.data());
  if (auto* outcome = std::get_if<Outcome>(&parsed)) return *outcome;
  return std::get<T>(std::get<CommandLine>(parsed).command);
}

std::string error_of(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "shunt");
  const auto parsed = parse_command_line(static_cast<int>(arguments.size()), arguments.data());
  const auto* outcome = std::get_if<Outcome>(&parsed);
  EXPECT_TRUE(outcome != nullptr && outcome->exit_status == kWrongUsage);
  return outcome == nullptr ? "" : outcome->err;
}

TEST(FlowsCommandLine, IsReadInFull) {
  const auto flows = std::get<FlowsCommand>(
      parse<FlowsCommand>({"flows", "web", "--backend", "198.51.100.1", "--client", "2001:db8::/32", "--proto",
                           "udp", "--idle-over", "5m", "--limit", "7", "--sort", "idle"}));
  EXPECT_EQ(flows.question.service, "web");
  EXPECT_EQ(flows.question.backend->to_string(), "198.51.100.1");
  EXPECT_EQ(flows.question.client->to_string(), "2001:db8::/32");
  EXPECT_EQ(flows.question.protocol, net::Protocol::kUdp);
  EXPECT_EQ(flows.question.idle_over, std::chrono::seconds(300));
  EXPECT_EQ(flows.question.limit, 7U);
  EXPECT_EQ(flows.question.sort, control::FlowOrder::kIdle);
  EXPECT_TRUE(std::get<FlowsCommand>(parse<FlowsCommand>({"flows", "--all", "--sort", "client"})).all);
  const auto counts = std::get<FlowsCommand>(parse<FlowsCommand>({"flows", "--count", "client/24"}));
  EXPECT_EQ(counts.question.count, control::FlowCounting::kClient);
  EXPECT_EQ(counts.question.client_length, 24);
}

TEST(FlowsCommandLine, SaysWhatItExpects) {
  EXPECT_THAT(error_of({"flows", "--client", "203.0.113.7/24"}), HasSubstr("prefix without host bits, found"));
  EXPECT_THAT(error_of({"flows", "--backend", "b1"}), HasSubstr("expected an address, found \"b1\""));
  EXPECT_THAT(error_of({"flows", "--limit", "0"}), HasSubstr("1 to 2000"));
  EXPECT_THAT(error_of({"flows", "--limit", "2001"}), HasSubstr("--all"));
  EXPECT_THAT(error_of({"flows", "--proto", "icmp"}), HasSubstr("tcp or udp"));
  EXPECT_THAT(error_of({"flows", "--idle-over", "soon"}), HasSubstr("90s or 5m"));
  EXPECT_THAT(error_of({"flows", "--count", "vip"}), HasSubstr("client/24"));
  EXPECT_THAT(error_of({"flows", "--sort", "age"}), HasSubstr("idle, client"));
  error_of({"flows", "--all", "--limit", "3"});
  error_of({"flows", "--count", "backend", "--sort", "idle"});
  error_of({"flows", "web", "dns"});
}

TEST(TopCommandLine, IsReadInFull) {
  const auto top = std::get<TopCommand>(parse<TopCommand>(
      {"top", "web", "--interval", "500ms", "--count", "3", "--sort", "drops", "--filter", "198.51"}));
  EXPECT_EQ(top.service, "web");
  EXPECT_EQ(top.interval, std::chrono::milliseconds(500));
  EXPECT_EQ(top.count, 3U);
  EXPECT_EQ(top.sort, "drops");
  EXPECT_EQ(top.filter, "198.51");
  for (const auto& [text, expected] :
       {std::pair("2", 2000), {"0.5", 500}, {"1.5s", 1500}, {"1m", 60'000}, {"1h", 3'600'000}})
    EXPECT_EQ(std::get<TopCommand>(parse<TopCommand>({"top", "--interval", text})).interval.count(), expected)
        << text;
  for (const char* wrong : {"0", "99ms", "-1", "2h", "soon", "", "1e99", "nan"})
    EXPECT_THAT(error_of({"top", "--interval", wrong}), HasSubstr("100ms to 1h")) << wrong;
  EXPECT_THAT(error_of({"top", "--count", "0"}), HasSubstr("at least 1"));
  EXPECT_THAT(error_of({"top", "--sort", "age"}), HasSubstr("packets, bits"));
}

TEST(ShowFlows, ListsThemAndSaysHowManyThereAre) {
  control::FlowReport report = test::example_flows();
  report.backends.clear();
  report.clients.clear();
  const auto text = show(report, {.service = "web"}, {});
  EXPECT_THAT(text, HasSubstr("203.0.113.7:41234"));
  EXPECT_THAT(text, HasSubstr("[2001:db8:1::7]:41234"));
  EXPECT_THAT(text, HasSubstr("2 of 1,234 flows that were asked for; 2,345 recorded, room for 65,536"));
  EXPECT_THAT(text, HasSubstr("1 left out, as they are changing"));
  EXPECT_THAT(text, HasSubstr("--all shows all"));
  EXPECT_THAT(text, Not(HasSubstr("steady")));
}

TEST(ShowFlows, SaysWhyThereIsNone) {
  const auto empty = show({.capacity = 100, .services = 3, .steady = 3}, {}, {});
  EXPECT_THAT(empty, AllOf(HasSubstr("0 of 0 flows; 0 recorded"), HasSubstr("3 of 3 services are steady"),
                           HasSubstr("none is recorded"), HasSubstr("`shunt explain`")));
  EXPECT_THAT(show({.services = 1, .steady = 1}, {.service = "web"}, {}), HasSubstr("service web is steady"));
  EXPECT_THAT(show({}, {}, {}), HasSubstr("no services"));
}

TEST(ShowFlows, CountsByBackendAndClient) {
  control::FlowReport report = test::example_flows();
  report.flows.clear();
  report.backends.clear();
  EXPECT_THAT(show(report, {.count = control::FlowCounting::kClient}, {}),
              HasSubstr("203.0.113.0/24  1,000 to 1,003"));
  report = test::example_flows();
  report.flows.clear();
  report.clients.clear();
  const auto text = show(report, {.count = control::FlowCounting::kBackend}, {});
  EXPECT_THAT(text, AllOf(HasSubstr("ESTABLISHED"), HasSubstr("198.51.100.11"), HasSubstr("\n1,234 flows; ")));
}

TEST(ShowFlows, LetsNoControlCharacterThrough) {
  control::FlowReport report = test::example_flows();
  report.flows[0].service = "w\033[2Jeb";
  EXPECT_THAT(show(report, {}, {}), Not(HasSubstr("\033")));
}

}  // namespace
}  // namespace shunt::cli
