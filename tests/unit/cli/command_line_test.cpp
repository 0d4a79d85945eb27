// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <sstream>

#include "cli/help.h"

namespace shunt::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::variant<CommandLine, Outcome> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "shunt");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

template <typename T>
T command(const std::vector<const char*>& arguments) {
  auto parsed = parse(arguments);
  if (const auto* outcome = std::get_if<Outcome>(&parsed)) ADD_FAILURE() << outcome->err;
  return std::get<T>(std::get<CommandLine>(parsed).command);
}

Globals globals(const std::vector<const char*>& arguments) {
  return std::get<CommandLine>(parse(arguments)).globals;
}

void expect_wrong_usage(const std::vector<const char*>& arguments, const std::string& word) {
  const auto parsed = parse(arguments);
  ASSERT_TRUE(std::holds_alternative<Outcome>(parsed)) << word;
  const auto& outcome = std::get<Outcome>(parsed);
  EXPECT_EQ(outcome.exit_status, 2) << word;
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, testing::AllOf(StartsWith("shunt: "), HasSubstr(word), HasSubstr("--help`\n")));
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
}

TEST(CommandLine, ReadsEveryCommand) {
  const auto run = command<RunCommand>({"run", "--config", "a.yaml", "--on-stop", "keep", "--log-level", "debug"});
  EXPECT_EQ(run.config, "a.yaml");
  EXPECT_TRUE(run.keep_on_stop);
  EXPECT_EQ(run.log_level, model::LogLevel::kDebug);
  EXPECT_EQ(run.state_file, "/var/lib/shunt/overrides.json");
  EXPECT_EQ(command<RunCommand>({"run", "--config", "a", "--state-file", "s.json"}).state_file, "s.json");
  EXPECT_FALSE(command<RunCommand>({"run", "--config", "a.yaml", "--on-stop=detach"}).keep_on_stop);
  EXPECT_EQ(command<CheckCommand>({"check", "a.yaml"}).file, "a.yaml");
  EXPECT_EQ(command<AttachCommand>({"attach", "eth0"}).mode, model::AttachMode::kAuto);
  EXPECT_EQ(command<AttachCommand>({"attach", "--mode", "generic", "eth0"}).mode, model::AttachMode::kGeneric);
  EXPECT_EQ(command<DetachCommand>({"detach", "eth0"}).interface, "eth0");
  EXPECT_TRUE(command<StatsCommand>({"stats", "--per-cpu"}).per_cpu);
  EXPECT_EQ(command<StatusCommand>({"status"}).service, "");
  EXPECT_EQ(command<StatusCommand>({"status", "web"}).service, "web");
  EXPECT_FALSE(command<ReloadCommand>({"reload"}).force);
  EXPECT_TRUE(command<ReloadCommand>({"reload", "--force"}).force);
  EXPECT_FALSE(command<PlanCommand>({"plan"}).file);
  EXPECT_EQ(command<PlanCommand>({"plan", "a.yaml"}).file, "a.yaml");
  EXPECT_EQ(command<PlanCommand>({"plan", "-"}).file, "-");
  command<UnloadCommand>({"unload"});
  EXPECT_EQ(command<DoctorCommand>({"doctor"}).service, "");
  EXPECT_EQ(command<PasswordCommand>({"password", "alice"}).name, "alice");
  EXPECT_EQ(command<PasswordCommand>({"password", "prometheus", "--token", "a"}).token_file, "a");
  EXPECT_EQ(command<DoctorCommand>({"doctor", "--config", "a.yaml"}).config, "a.yaml");
  EXPECT_EQ(command<DoctorCommand>({"doctor", "web", "198.51.100.11"}).service, "web");
  EXPECT_EQ(command<DoctorCommand>({"doctor", "web", "198.51.100.11"}).backend.to_string(), "198.51.100.11");
}

TEST(CommandLine, ReadsWhatABackendMayDecapsulate) {
  const auto decap = command<DecapCommand>({"decap", "eth0", "--from", "198.51.100.0/24", "--from", "2001:db8::2",
                                            "--vip", "192.0.2.10", "--to", "198.51.100.11", "--gue-port", "6081"});
  EXPECT_EQ(decap.interface, "eth0");
  ASSERT_EQ(decap.from.size(), 2U);
  EXPECT_EQ(decap.from[1].to_string(), "2001:db8::2");
  EXPECT_EQ(decap.vips.at(0).to_string(), "192.0.2.10");
  EXPECT_EQ(decap.to.at(0).to_string(), "198.51.100.11");
  EXPECT_EQ(decap.gue_port, 6081);
  EXPECT_EQ(command<DecapCommand>({"decap", "--vip", "192.0.2.10", "eth0"}).interface, "eth0");
  EXPECT_TRUE(command<DecapCommand>({"decap", "eth0", "--off"}).off);
  expect_wrong_usage({"decap", "eth0", "--from", "nowhere"}, "nowhere is no address or prefix");
  expect_wrong_usage({"decap", "eth0", "--from", "198.51.100.2/24"},
                     "198.51.100.2/24 has host bits set; expected 198.51.100.0/24 or 198.51.100.2");
  expect_wrong_usage({"decap", "eth0", "--vip", "2001:db8::1/64"}, "expected 2001:db8::/64 or 2001:db8::1");
  expect_wrong_usage({"decap", "eth0", "--to", "192.0.2.0/24"}, "192.0.2.0/24");
  expect_wrong_usage({"decap", "eth0", "--gue-port", "70000"}, "70000");
  expect_wrong_usage({"decap", "eth0", "--off", "--stats"}, "--off");
}

TEST(CommandLine, ReadsChangesOfABackend) {
  using model::AdminState;
  const auto drain = command<BackendCommand>({"backend", "drain", "web", "198.51.100.11", "--for", "1h30m"});
  EXPECT_EQ(drain.service, "web");
  EXPECT_EQ(drain.backend.to_string(), "198.51.100.11");
  EXPECT_EQ(drain.change.state, AdminState::kDraining);
  EXPECT_EQ(drain.change.drain_for, std::chrono::minutes(90));
  EXPECT_FALSE(drain.change.force || drain.change.weight || drain.change.weight_of_file);
  EXPECT_FALSE(command<BackendCommand>({"backend", "drain", "web", "198.51.100.11"}).change.drain_for);
  EXPECT_TRUE(command<BackendCommand>({"backend", "drain", "web", "198.51.100.11", "--force"}).change.force);
  const auto disable = command<BackendCommand>({"backend", "disable", "web", "2001:db8::1", "--force"});
  EXPECT_EQ(disable.backend.to_string(), "2001:db8::1");
  EXPECT_EQ(disable.change.state, AdminState::kDisabled);
  EXPECT_TRUE(disable.change.force);
  EXPECT_EQ(command<BackendCommand>({"backend", "enable", "web", "198.51.100.11"}).change.state,
            AdminState::kEnabled);
  const auto weight = command<BackendCommand>({"backend", "weight", "web", "198.51.100.11", "10000"});
  EXPECT_EQ(weight.change.weight, 10'000U);
  EXPECT_FALSE(weight.change.weight_of_file || weight.change.state);
  const auto of_file = command<BackendCommand>({"backend", "weight", "web", "198.51.100.11"});
  EXPECT_TRUE(of_file.change.weight_of_file);
  EXPECT_FALSE(of_file.change.weight);
  EXPECT_TRUE(globals({"backend", "enable", "web", "198.51.100.11", "--json"}).json);
  EXPECT_EQ(globals({"backend", "--socket", "a", "enable", "web", "198.51.100.11"}).socket, "a");
}

TEST(CommandLine, RefusesChangesThatNoBackendCanTake) {
  const std::string words = "expected backend drain, enable, disable or weight; see `shunt backend --help`";
  expect_wrong_usage({"backend"}, words);
  expect_wrong_usage({"backend", "fly"}, words);
  expect_wrong_usage({"backend", "fly", "web", "198.51.100.11"}, words);
  expect_wrong_usage({"backend", "drain"}, "SERVICE");
  expect_wrong_usage({"backend", "drain", "web"}, "BACKEND is required; see `shunt backend --help`");
  expect_wrong_usage({"backend", "enable", "web", "backend1"}, "backend1 is no address");
  expect_wrong_usage({"backend", "enable", "web", "198.51.100.11", "--force"}, "--force");
  expect_wrong_usage({"backend", "enable", "web", "198.51.100.11", "5"}, "5");
  for (const char* time : {"10", "0s", "ten", "366d", "1.5h", "10m5", ""})
    expect_wrong_usage({"backend", "drain", "web", "198.51.100.11", "--for", time},
                       "--for: expected a time such as 90s, 10m or 1h30m, at most 365d, found");
  for (const char* weight : {"10001", "many", "1.5", "4294967297", ""})
    expect_wrong_usage({"backend", "weight", "web", "198.51.100.11", weight},
                       "N: expected a whole number from 0 to 10000, found \"" + std::string(weight) + "\"");
  expect_wrong_usage({"backend", "weight", "web", "198.51.100.11", "-1"}, "-1");
  expect_wrong_usage({"plan", "a", "b"}, "b");
  expect_wrong_usage({"reload", "now"}, "now");
}

TEST(CommandLine, TakesGlobalOptionsBeforeAndAfterTheCommand) {
  EXPECT_EQ(globals({"--socket", "a", "status"}).socket, "a");
  EXPECT_EQ(globals({"status", "--socket", "a"}).socket, "a");
  EXPECT_EQ(globals({"unload", "--pin-dir", "p"}).pin_dir, "p");
  EXPECT_TRUE(globals({"stats", "--json"}).json);
  EXPECT_TRUE(globals({"--json", "check", "a.yaml"}).json);
}

TEST(CommandLine, ReadsTheEnvironmentUnlessAnOptionSaysOtherwise) {
  EXPECT_EQ(globals({"status"}).socket, "/run/shunt/shunt.sock");
  EXPECT_EQ(globals({"status"}).pin_dir, "/sys/fs/bpf/shunt");
  ::setenv("SHUNT_SOCKET", "from-environment", 1);
  ::setenv("SHUNT_PIN_DIR", "pins-from-environment", 1);
  ::setenv("SHUNT_STATE_FILE", "state-from-environment", 1);
  EXPECT_EQ(globals({"status"}).socket, "from-environment");
  EXPECT_EQ(globals({"status"}).pin_dir, "pins-from-environment");
  EXPECT_EQ(globals({"status", "--socket", "a"}).socket, "a");
  EXPECT_EQ(command<RunCommand>({"run", "--config", "a"}).state_file, "state-from-environment");
  EXPECT_EQ(command<RunCommand>({"run", "--config", "a", "--state-file", "s"}).state_file, "s");
  ::unsetenv("SHUNT_STATE_FILE");
  ::unsetenv("SHUNT_SOCKET");
  ::unsetenv("SHUNT_PIN_DIR");
}

TEST(CommandLine, RefusesWhatItDoesNotKnowInOneLine) {
  expect_wrong_usage({}, "a command is missing");
  expect_wrong_usage({"fly"}, "there is no command fly");
  expect_wrong_usage({"fly", "--help"}, "there is no command fly");
  expect_wrong_usage({"--json", "fly", "-h"}, "there is no command fly");
  expect_wrong_usage({"status", "--fly"}, "`shunt status --help`");
  expect_wrong_usage({"status", "web", "more"}, "more");
  expect_wrong_usage({"stats", "status"}, "status");
  expect_wrong_usage({"run"}, "--config");
  expect_wrong_usage({"run", "--config", "a", "--on-stop", "crash"},
                     "--on-stop: expected detach or keep, found \"crash\";");
  expect_wrong_usage({"run", "--config", "a", "--on-stop", "1"}, "expected detach or keep, found \"1\"");
  expect_wrong_usage({"run", "--config", "a", "--log-level", "loud"},
                     "--log-level: expected debug, info, warning or error, found \"loud\"");
  expect_wrong_usage({"check"}, "FILE");
  expect_wrong_usage({"attach"}, "IFACE");
  expect_wrong_usage({"attach", "eth0", "--mode", "fast"},
                     "--mode: expected auto, native or generic, found \"fast\"");
  expect_wrong_usage({"attach", "eth0", "eth1"}, "eth1");
  expect_wrong_usage({"unload", "--json"}, "--json");
  expect_wrong_usage({"doctor", "web"}, "BACKEND");
  expect_wrong_usage({"doctor", "web", "b1"}, "b1 is no address");
}

TEST(CommandLine, RefusesPacketsAndCapturesThatCannotBeMeant) {
  const std::vector<const char*> tcp{"explain", "--from", "203.0.113.7:1", "--to", "192.0.2.10:80"};
  const auto with = [&tcp](const std::vector<const char*>& more) {
    auto words = tcp;
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  EXPECT_EQ(command<ExplainCommand>(tcp).to->port, 80);
  EXPECT_EQ(command<ExplainCommand>(with({"--length", "3386"})).length, 3386U);
  EXPECT_EQ(command<ExplainCommand>({"explain", "--packet", "a", "--frame", "3"}).frame, 3U);
  const std::string endpoint = "--from: expected ADDRESS:PORT such as";
  expect_wrong_usage({"explain"}, "which packet?");
  expect_wrong_usage({"explain", "--from", "203.0.113.7", "--to", "192.0.2.10:80"}, endpoint);
  expect_wrong_usage({"explain", "--from", "203.0.113.7:1", "--to", "192.0.2.10:99999"}, "--to: expected");
  expect_wrong_usage({"explain", "--from", "203.0.113.7:1", "--to", "[2001:db8::1]:80"}, "both be IPv4");
  expect_wrong_usage(with({"--length", "65535"}), "from 1 to 3386, found \"65535\"");
  expect_wrong_usage(with({"--length", "39"}), "the headers alone have 40 bytes, found 39");
  expect_wrong_usage(with({"--established", "--proto", "udp"}), "--established is for TCP");
  expect_wrong_usage(with({"--frame", "2"}), "--packet");
  expect_wrong_usage(with({"--proto", "sctp"}), "expected tcp or udp");
  expect_wrong_usage({"explain", "--packet", "a", "--frame", "0"}, "--frame: expected a whole number from 1 to");
  expect_wrong_usage({"explain", "--packet", "a", "--established"}, "--established");
  expect_wrong_usage({"capture", "-w", "a", "--rate", "0"}, "from 1 to 20000, found \"0\"");
  expect_wrong_usage({"capture", "-w", "a", "--count", "0"}, "--count: expected a whole number from 1");
  expect_wrong_usage({"capture", "-w", "a", "--count", "-1"}, "--count: expected a whole number from 1");
  expect_wrong_usage({"capture", "-w", "a", "--sample", "0"}, "--sample: expected");
  expect_wrong_usage({"capture", "-w", "a", "--bytes", "9999"}, "from 1 to 4096");
  expect_wrong_usage({"capture", "-w", "a", "--verdict", "foo"},
                     "--verdict: expected forwarded, dropped or passed, found \"foo\"");
  const auto two = command<CaptureCommand>({"capture", "-w", "a", "--verdict", "dropped,passed", "--count", "5"});
  EXPECT_EQ(two.request.verdicts, (std::vector<std::string>{"dropped", "passed"}));
  EXPECT_EQ(two.request.count, 5U);
}

TEST(CommandLine, PrintsHelpAndVersionOnRequest) {
  const auto help = std::get<Outcome>(parse({"--help"}));
  EXPECT_EQ(help.exit_status, 0);
  EXPECT_EQ(help.out, help_page("shunt"));
  EXPECT_EQ(std::get<Outcome>(parse({"decap", "-h"})).out, help_page("decap"));
  EXPECT_EQ(std::get<Outcome>(parse({"backend", "-h"})).out, help_page("backend"));
  EXPECT_EQ(std::get<Outcome>(parse({"backend", "drain", "--help"})).out, help_page("backend"));
  EXPECT_THAT(std::get<Outcome>(parse({"--version"})).out, testing::MatchesRegex("shunt [0-9.]+\n"));
}

TEST(Help, NamesEachCommandAndGivesAnExampleOfIt) {
  for (const std::string name :
       {"run", "check", "plan", "reload", "backend", "status", "stats", "attach", "detach", "decap", "unload",
        "doctor", "password", "flows", "top", "explain", "capture", "log"}) {
    EXPECT_THAT(std::string(help_page("shunt")), HasSubstr("\n  " + name + " "));
    const std::string page(help_page(name));
    EXPECT_THAT(page, HasSubstr("\nusage: shunt " + name));
    EXPECT_THAT(page, HasSubstr("\nExample:\n  shunt " + name));
  }
}

TEST(Help, NamesOnlyOptionsThatExist) {
  for (const std::string name :
       {"run", "check", "plan", "reload", "backend", "status", "stats", "attach", "detach", "decap", "unload",
        "doctor", "password", "flows", "top", "explain", "capture", "log"}) {
    std::istringstream words{std::string(help_page(name))};
    for (std::string word; words >> word;) {
      const auto option = word.substr(0, word.find_first_of("],.:`"));
      if (!option.starts_with("--")) continue;
      // Those of backend belong to its four words; drain has them all.
      const auto parsed =
          name == "backend" ? parse({"backend", "drain", option.c_str()}) : parse({name.c_str(), option.c_str()});
      const auto* outcome = std::get_if<Outcome>(&parsed);
      EXPECT_THAT(outcome == nullptr ? "" : outcome->err, Not(HasSubstr("not expected"))) << name << " " << option;
    }
  }
}

TEST(Help, FitsATerminal) {
  for (const std::string name :
       {"shunt", "run", "check", "plan", "reload", "backend", "status", "stats", "attach", "detach", "decap",
        "unload", "doctor", "password", "flows", "top", "explain", "capture", "log"}) {
    std::istringstream lines{std::string(help_page(name))};
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
  }
}

}  // namespace
}  // namespace shunt::cli
