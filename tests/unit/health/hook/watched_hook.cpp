// SPDX-License-Identifier: Apache-2.0
#include "unit/health/hook/watched_hook.h"

#include <gtest/gtest.h>

#include <thread>

namespace shunt::test {

using namespace std::chrono_literals;

bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + 60s;  // a thousand commands on a busy machine take a while
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

health::Change went_down() {
  return {.service = "web",
          .backend = "198.51.100.11",
          .from = "up",
          .to = "down",
          .reason = "HTTP 503, expected 200-399",
          .at = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 11h + 9min + 58s + 42ms};
}

WatchedHook::WatchedHook(const model::ChangeHook& hook)
    : hook_(health::make_hook([this](const std::string& line) {
        const std::lock_guard lock(mutex_);
        failures_.push_back(line);
      })) {
  hook_->configure(hook);
}

health::Hook::Counts WatchedHook::tell(const health::Change& change) {
  const auto ended = [this] { return hook_->counts().told + hook_->counts().failed; };
  const auto before = ended();
  hook_->tell(change);
  EXPECT_TRUE(eventually([&] { return ended() > before; }));
  const auto counts = hook_->counts();
  EXPECT_TRUE(eventually([&] { return failures().size() >= counts.failed; })) << "failures are told";
  return counts;
}

std::vector<std::string> WatchedHook::failures() const {
  const std::lock_guard lock(mutex_);
  return failures_;
}

std::chrono::steady_clock::duration WatchedHook::destroy() {
  const auto begin = std::chrono::steady_clock::now();
  hook_.reset();
  return std::chrono::steady_clock::now() - begin;
}

}  // namespace shunt::test
