// SPDX-License-Identifier: Apache-2.0
// Tells somebody outside of each transition: a command, or an HTTP POST. On a thread of its own, one after the
// other.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "model/health.h"

namespace shunt::health {

/// What has happened.
struct Change {
  std::string service;
  std::string backend;  ///< its address
  std::string from;     ///< "pending", "up", "down"
  std::string to;
  std::string reason;  ///< of the last outcome; empty if passed
  std::chrono::system_clock::time_point at;
};

class Hook {
 public:
  virtual ~Hook() = default;  ///< what runs is killed; what waits is forgotten

  /// At any time, from any thread: for what is told from then on, and for what waits.
  virtual void configure(const model::ChangeHook& hook) = 0;

  /// Never waits. A queue of kQueue changes; what comes when it is full is dropped and counted.
  virtual void tell(Change change) = 0;

  /// A change that goes to a command and to a server counts once for each.
  struct Counts {
    std::uint64_t told = 0;     ///< with success
    std::uint64_t failed = 0;   ///< exit status, HTTP status or time
    std::uint64_t dropped = 0;  ///< the queue was full
  };
  [[nodiscard]] virtual Counts counts() const = 0;

  static constexpr std::size_t kQueue = 1000;
};

/// `on_failure` gets one line for the log, on the hook's thread: which hook, what it answered. Throws
/// std::system_error if there is no descriptor or thread left.
std::unique_ptr<Hook> make_hook(std::function<void(const std::string&)> on_failure);

}  // namespace shunt::health
