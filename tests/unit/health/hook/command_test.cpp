// SPDX-License-Identifier: Apache-2.0
// Changes that a command is told of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "support/temporary_folder.h"
#include "unit/health/hook/watched_hook.h"

namespace shunt::health {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

std::string contents(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

model::ChangeHook shell(const std::string& script, std::chrono::milliseconds timeout = 5s) {
  return {.command = {"/bin/sh", "-c", script}, .timeout = timeout};
}

TEST(Command, GetsTheValuesAndNothingElse) {
  const test::TemporaryFolder folder;
  const auto seen = folder.path() / "seen";
  test::WatchedHook hook(
      {.command = {"/bin/sh", "-c", "env | grep -vE '^(PATH|PWD)=' | sort > \"$0\"; ls /proc/self/fd >> \"$0\"",
                   seen.string()}});
  const auto counts = hook.tell();
  EXPECT_EQ(counts.told, 1U);
  EXPECT_EQ(counts.failed, 0U);
  // The descriptor 3 is that of ls itself.
  EXPECT_EQ(contents(seen),
            "SHUNT_BACKEND=198.51.100.11\nSHUNT_FROM=up\nSHUNT_REASON=HTTP 503, expected 200-399\n"
            "SHUNT_SERVICE=web\nSHUNT_TIME=2026-11-21T11:09:58.042Z\nSHUNT_TO=down\n0\n1\n2\n3\n");
}

TEST(Command, GetsItsArgumentsWithoutAShell) {
  const test::TemporaryFolder folder;
  const auto seen = folder.path() / "$(id) ; *";
  test::WatchedHook hook({.command = {"/usr/bin/touch", seen.string()}});
  EXPECT_EQ(hook.tell().told, 1U);
  EXPECT_TRUE(std::filesystem::exists(seen));
}

TEST(Command, ThatFailsIsReportedOnceEachTime) {
  test::WatchedHook hook(shell("exit 3"));
  EXPECT_EQ(hook.tell().failed, 1U);
  EXPECT_EQ(hook.tell().failed, 2U);
  EXPECT_EQ(hook->counts().told, 0U);
  const std::string line = "/bin/sh: exit status 3 (web 198.51.100.11 up -> down)";
  EXPECT_THAT(hook.failures(), ElementsAre(line, line));
}

TEST(Command, ThatSaysWhyItFailsIsQuoted) {
  test::WatchedHook hook(shell("echo no route to the pager >&2; echo more; exit 1"));
  hook.tell();
  EXPECT_THAT(hook.failures(), ElementsAre("/bin/sh: exit status 1: no route to the pager "
                                           "(web 198.51.100.11 up -> down)"));
}

TEST(Command, MayPrintMoreThanAPipeHolds) {
  test::WatchedHook hook({.command = {"/usr/bin/head", "-c", "1000000", "/dev/zero"}});
  EXPECT_EQ(hook.tell().told, 1U);
}

TEST(Command, ThatDiesOfASignalIsReported) {
  test::WatchedHook hook(shell("kill -SEGV $$"));
  EXPECT_EQ(hook.tell().failed, 1U);
  EXPECT_THAT(hook.failures(), ElementsAre("/bin/sh: killed by the signal Segmentation fault "
                                           "(web 198.51.100.11 up -> down)"));
}

TEST(Command, ThatDoesNotExistIsReported) {
  test::WatchedHook hook({.command = {"/nonexistent/notify"}});
  EXPECT_EQ(hook.tell().failed, 1U);
  EXPECT_THAT(
      hook.failures(),
      ElementsAre("cannot run /nonexistent/notify: No such file or directory (web 198.51.100.11 up -> down)"));
}

TEST(Command, ThatTakesTooLongIsKilledWithItsGroupAndReported) {
  const test::TemporaryFolder folder;
  const auto pids = folder.path() / "pids";
  test::WatchedHook hook(
      shell("trap '' TERM; sleep 1000 & echo $$ $! > " + pids.string() + "; sleep 1000", 300ms));
  EXPECT_EQ(hook.tell().failed, 1U);
  EXPECT_THAT(hook.failures(), ElementsAre("/bin/sh: killed after 300 ms "
                                           "(web 198.51.100.11 up -> down)"));
  std::istringstream numbers(contents(pids));
  pid_t shell_pid = 0;
  pid_t sleep_pid = 0;
  numbers >> shell_pid >> sleep_pid;
  ASSERT_GT(sleep_pid, 0);
  EXPECT_NE(kill(shell_pid, 0), 0) << "killed and reaped";
  EXPECT_TRUE(test::eventually([&] {  // killed; whoever is its parent now reaps it
    return contents("/proc/" + std::to_string(sleep_pid) + "/cmdline").empty();
  }));
}

TEST(Command, LeavesNothingRunningBehindIt) {
  const test::TemporaryFolder folder;
  const auto pid_file = folder.path() / "pid";
  test::WatchedHook hook(shell("sleep 1000 & echo $! > " + pid_file.string()));
  EXPECT_EQ(hook.tell().told, 1U);
  const std::string pid = std::to_string(std::stoi(contents(pid_file)));
  EXPECT_TRUE(test::eventually([&] { return contents("/proc/" + pid + "/cmdline").empty(); }));
}

TEST(Command, IsNotTroubledByTheSignalsThatWeBlockOrIgnore) {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  test::WatchedHook hook(shell("kill -PIPE $$; kill -TERM $$"));
  EXPECT_EQ(hook.tell().failed, 1U);
  EXPECT_THAT(hook.failures(), ElementsAre(HasSubstr("killed by the signal Broken pipe")));
  std::signal(SIGPIPE, before);
}

}  // namespace
}  // namespace shunt::health
