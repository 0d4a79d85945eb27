// SPDX-License-Identifier: Apache-2.0
// A hook ends at once, whatever runs.
#include <gtest/gtest.h>

#include <filesystem>

#include "support/temporary_folder.h"
#include "unit/health/hook/tiny_server.h"
#include "unit/health/hook/watched_hook.h"

namespace shunt::health {
namespace {

using namespace std::chrono_literals;

/// A machine that is busy may take several times what we promise.
constexpr auto kAtOnce = 1s;
constexpr auto kLong = 60s;

TEST(Destruction, IsQuickWhenNothingRuns) {
  test::WatchedHook hook({.command = {"/bin/true"}});
  EXPECT_LT(hook.destroy(), kAtOnce);
}

TEST(Destruction, KillsACommandAndReportsNothing) {
  const test::TemporaryFolder folder;
  const auto begun = folder.path() / "begun";
  test::WatchedHook hook(
      {.command = {"/bin/sh", "-c", "trap '' TERM INT; touch " + begun.string() + "; sleep 1000; sleep 1000"},
       .timeout = kLong});
  hook->tell(test::went_down());
  ASSERT_TRUE(test::eventually([&] { return std::filesystem::exists(begun); }));
  for (int i = 0; i < 100; ++i) hook->tell(test::went_down());
  EXPECT_LT(hook.destroy(), kAtOnce);
  EXPECT_TRUE(hook.failures().empty());
}

TEST(Destruction, LeavesAServerThatNeverAnswers) {
  const auto silent = test::listen_on_loopback();
  test::WatchedHook hook({.post = "http://127.0.0.1:" + std::to_string(silent.port) + "/", .timeout = kLong});
  hook->tell(test::went_down());
  // The kernel has finished the handshake when there is something to accept.
  const core::UniqueFd connection = test::accept_from(silent);
  EXPECT_LT(hook.destroy(), kAtOnce);
  EXPECT_TRUE(hook.failures().empty());
}

TEST(Destruction, ForgetsWhatWaits) {
  test::WatchedHook hook({.command = {"/bin/sleep", "1000"}, .timeout = kLong});
  for (int i = 0; i < 500; ++i) hook->tell(test::went_down());
  EXPECT_LT(hook.destroy(), kAtOnce);
}

}  // namespace
}  // namespace shunt::health
