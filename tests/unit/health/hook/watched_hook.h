// SPDX-License-Identifier: Apache-2.0
// A hook whose failures a test can wait for.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "health/hook/hook.h"

namespace shunt::test {

/// Waits until a condition holds; false if it does not within ten seconds.
bool eventually(const std::function<bool()>& condition);

/// web's backend 198.51.100.11 goes down, at 2026-11-21T11:09:58.042Z.
health::Change went_down();

class WatchedHook {
 public:
  explicit WatchedHook(const model::ChangeHook& hook);

  health::Hook& operator*() { return *hook_; }
  health::Hook* operator->() { return hook_.get(); }

  /// Tells `change` and waits for the end of what that starts. @return counts since the beginning
  health::Hook::Counts tell(const health::Change& change = went_down());

  /// The lines for the log, so far.
  [[nodiscard]] std::vector<std::string> failures() const;

  /// Destroys the hook: how long that took.
  std::chrono::steady_clock::duration destroy();

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> failures_;
  std::unique_ptr<health::Hook> hook_;  // last: its thread writes failures_
};

}  // namespace shunt::test
