// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "unit/health/probe/probing.h"

namespace shunt::test {
namespace {

using health::Outcome;
using health::Verdict;
using std::chrono::milliseconds;

class ScriptProbe : public testing::Test {
 protected:
  ScriptProbe() {
    char path[] = "/tmp/shunt-script-XXXXXX";
    folder = ::mkdtemp(path);
  }
  ~ScriptProbe() override { std::filesystem::remove_all(folder); }

  model::Check check(const std::string& text, milliseconds timeout = milliseconds(5000)) {
    const std::string path = folder / "script";
    std::ofstream(path) << "#!/bin/sh\ncd " << folder.string() << "\n" << text << "\n";
    ::chmod(path.c_str(), 0700);
    auto check = check_of(model::CheckType::kScript, 0);
    check.script.command = {path, "argument"};
    check.timeout = timeout;
    return check;
  }

  Outcome run(const std::string& text, milliseconds timeout = milliseconds(5000)) {
    const auto asked = check(text, timeout);
    Probing probing;
    return probing.ask(asked);  // with the prober gone, all that it started is dead
  }

  std::string content(const std::string& name) const {
    std::ifstream file(folder / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  /// Whether the process that wrote its number into a file is dead, soon.
  [[nodiscard]] bool dies(const std::string& name) const {
    const int pid = std::atoi(content(name).c_str());
    EXPECT_GT(pid, 1);
    for (int i = 0; i < 3000; ++i) {
      if (::kill(pid, 0) != 0) return true;
      std::this_thread::sleep_for(milliseconds(1));
    }
    return false;
  }

  std::filesystem::path folder;
};

TEST_F(ScriptProbe, passes_with_exit_status_0) {
  EXPECT_EQ(run("exit 0").verdict, Verdict::kPassed);
  EXPECT_EQ(run("head -c 10000000 /dev/zero").reason, "") << "more output than a pipe holds";
}

TEST_F(ScriptProbe, quotes_the_first_line_of_its_output) {
  const Outcome outcome = run("echo; printf 'disk\\033 full\\nmore\\n' >&2; exit 2");
  EXPECT_EQ(outcome.verdict, Verdict::kFailed);
  EXPECT_EQ(outcome.reason, "script: exit status 2: disk. full");
  EXPECT_EQ(run("exit 3").reason, "script: exit status 3");
  EXPECT_EQ(run("kill -SEGV $$").reason, "script: killed by the signal Segmentation fault");
}

TEST_F(ScriptProbe, gives_it_an_environment_and_nothing_else) {
  auto asked = check(
      "env > env; echo \"$1\" > argument; ls /proc/self/fd > fds; grep Sig /proc/self/status > signals;"
      "readlink /proc/self/fd/0 > stdin; ps -o sid= -p $$ > session; echo $$ > pid");
  asked.script.environment = {{"LEVEL", "3"}};
  ::setenv("SECRET", "x", 1);
  Probing probing;
  EXPECT_EQ(probing
                .outcome([&](health::OnOutcome told) {
                  auto destination = to("127.0.0.1");
                  destination.backend = *net::IpAddress::parse("127.0.0.2");
                  return probing.prober->probe(asked, destination, std::move(told));
                })
                .reason,
            "");
  EXPECT_THAT(content("env"),
              testing::AllOf(testing::HasSubstr("SHUNT_BACKEND=127.0.0.2\n"),
                             testing::HasSubstr("SHUNT_ADDRESS=127.0.0.1\n"), testing::HasSubstr("LEVEL=3\n"),
                             testing::HasSubstr("PATH="), testing::Not(testing::HasSubstr("SECRET"))));
  EXPECT_EQ(content("argument"), "argument\n");
  EXPECT_EQ(content("fds"), "0\n1\n2\n3\n");  // 3 is ls's own
  EXPECT_EQ(content("stdin"), "/dev/null\n");
  EXPECT_THAT(content("signals"), testing::HasSubstr("SigBlk:\t0000000000000000"));
  // 32 and 33 are the C library's own.
  EXPECT_THAT(content("signals"), testing::ContainsRegex("SigIgn:\t0000000[01][08]0000000"));
  EXPECT_EQ(std::atoi(content("session").c_str()), std::atoi(content("pid").c_str()));
}

TEST_F(ScriptProbe, kills_what_takes_too_long) {
  const Outcome outcome = run("echo $$ > pid; trap '' TERM; while :; do sleep 1; done", milliseconds(500));
  EXPECT_EQ(outcome.verdict, Verdict::kFailed);
  EXPECT_EQ(outcome.reason, "script: killed after 500 ms");
  EXPECT_TRUE(dies("pid"));
}

TEST_F(ScriptProbe, kills_the_children_that_it_leaves) {
  EXPECT_EQ(
      run("sh -c 'trap \"\" TERM HUP; echo $$ > child; exec sleep 60' & while ! [ -s child ]; do :; done").reason,
      "");
  EXPECT_TRUE(dies("child"));
  EXPECT_EQ(run("setsid sh -c 'echo $$ > left; exec sleep 60' & while ! [ -s left ]; do :; done").reason, "");
  EXPECT_TRUE(dies("left"));
  EXPECT_EQ(run("(setsid sh -c 'setsid sh -c \"echo \\$\\$ > twice; exec sleep 60\" & sleep 60' &) ; while ! [ -s "
                "twice ]; do :; done")
                .reason,
            "");
  EXPECT_TRUE(dies("twice"));
}

TEST_F(ScriptProbe, kills_those_that_left_the_session_of_what_takes_too_long) {
  EXPECT_EQ(run("setsid sh -c 'echo $$ > left; exec sleep 60' & sleep 60", milliseconds(500)).verdict,
            Verdict::kFailed);
  EXPECT_TRUE(dies("left"));
}

TEST_F(ScriptProbe, is_killed_when_the_probe_is_destroyed) {
  const auto asked = check("echo $$ > pid; sleep 60");
  Probing probing;
  auto probe = probing.prober->probe(asked, to("127.0.0.1"), [](const Outcome&) { FAIL() << "told"; });
  for (int i = 0; i < 3000 && content("pid").empty(); ++i) probing.loop.run_for(milliseconds(1));
  probe.reset();
  probing.loop.restart();
  probing.loop.run_for(milliseconds(50));  // it may have been told of its start only now
  EXPECT_TRUE(dies("pid"));
}

TEST_F(ScriptProbe, leaves_other_scripts_alone) {
  const auto slow = check("sleep 0.5; exit 0");
  Probing probing;
  std::optional<Outcome> found;
  const auto probe =
      probing.prober->probe(slow, to("127.0.0.1"), [&](Outcome outcome) { found = std::move(outcome); });
  auto quick = check_of(model::CheckType::kScript, 0);
  quick.script.command = {"/bin/true"};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(probing.ask(quick).reason, "");
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (!found && std::chrono::steady_clock::now() < limit) probing.loop.run_one_until(limit);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->reason, "");
}

TEST_F(ScriptProbe, is_unable_to_run_what_is_no_program) {
  auto asked = check_of(model::CheckType::kScript, 0);
  asked.script.command = {"/nonexistent"};
  auto outcome = Probing().ask(asked);
  EXPECT_EQ(outcome.verdict, Verdict::kUnable);
  EXPECT_EQ(outcome.reason, "script: cannot run /nonexistent: No such file or directory");
  asked.script.command = {"/dev/null"};
  EXPECT_EQ(Probing().ask(asked).reason, "script: cannot run /dev/null: Permission denied");
}

}  // namespace
}  // namespace shunt::test
