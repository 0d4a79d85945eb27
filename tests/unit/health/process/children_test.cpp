// SPDX-License-Identifier: Apache-2.0
// What commands leave behind when nobody could wait for their end.
#include "health/process/children.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>

namespace shunt::test {
namespace {

using namespace std::chrono_literals;

core::Result<process::Child> shell(const std::string& text) {
  return process::spawn({.words = {"/bin/sh", "-c", text}, .environment = {}});
}

/// The number that a command prints first.
pid_t number_from(const process::Child& child) {
  pollfd printed{.fd = child.output(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&printed, 1, 10'000), 1);
  char text[32]{};
  EXPECT_GT(::read(child.output(), text, sizeof text - 1), 0);
  return std::atoi(text);
}

bool comes_true(const std::function<bool()>& condition) {
  for (const auto end = std::chrono::steady_clock::now() + 10s; std::chrono::steady_clock::now() < end;) {
    if (condition()) return true;
    std::this_thread::sleep_for(1ms);
  }
  return false;
}

bool is_dead(pid_t pid) { return ::kill(pid, 0) != 0; }

const char* const kLeavesASession = "setsid sh -c 'echo $$; exec sleep 1000' & sleep 1000";

TEST(ProcessSweep, EndsWhatADestroyedCommandLeftInSessionsOfItsOwn) {
  pid_t left = 0;
  {
    const auto child = shell(kLeavesASession);
    ASSERT_TRUE(child);
    left = number_from(*child);
  }
  ASSERT_GT(left, 1);
  EXPECT_FALSE(is_dead(left)) << "it is in no group that was killed";
  EXPECT_TRUE(comes_true([left] {
    process::sweep();
    return is_dead(left);
  }));
}

TEST(ProcessSweep, LeavesCommandsThatRunAlone) {
  auto child = shell(kLeavesASession);
  ASSERT_TRUE(child);
  const pid_t started = number_from(*child);
  process::sweep();
  EXPECT_FALSE(is_dead(started));
  EXPECT_FALSE(is_dead(child->pid()));
  process::finish(std::move(*child));
  EXPECT_TRUE(is_dead(started));
}

TEST(ProcessSweep, LeavesWhatACommandThatRunsMayHaveBegun) {
  auto older = shell("( setsid sh -c 'echo $$; exec sleep 1000' & ); exec sleep 1000");
  ASSERT_TRUE(older);
  const pid_t orphan = number_from(*older);
  ASSERT_GT(orphan, 1);
  auto younger = shell("exit 0");
  ASSERT_TRUE(younger);
  process::finish(std::move(*younger));
  process::sweep();
  EXPECT_FALSE(is_dead(orphan)) << "the older command may wait for it";
  process::finish(std::move(*older));
  EXPECT_TRUE(is_dead(orphan));
}

}  // namespace
}  // namespace shunt::test
