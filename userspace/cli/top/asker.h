// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "cli/command_line.h"
#include "cli/top/sample.h"
#include "core/result.h"

namespace shunt::cli::top {

/// Asks the controller for samples. The status, of which only states, flows and alarms are shown, is asked for
/// every kStatusEvery, or when the last answer came from another controller's life.
class Asker {
 public:
  static constexpr std::chrono::seconds kStatusEvery{5};

  explicit Asker(const Globals& globals) : globals_(globals) {}

  /// Waits for the answer. per_cpu: with the parts of the processors, which costs the controller more.
  core::Result<Sample> ask(bool per_cpu);

 private:
  Globals globals_;
  std::optional<control::Status> status_;
  std::chrono::steady_clock::time_point status_at_;
};

/// The same in a thread of its own, so that keys are heard while a controller is slow.
class BackgroundAsker {
 public:
  explicit BackgroundAsker(const Globals& globals);
  /// Does not wait for an answer that is still to come.
  ~BackgroundAsker();
  BackgroundAsker(const BackgroundAsker&) = delete;
  BackgroundAsker& operator=(const BackgroundAsker&) = delete;

  /// Readable once there is something to take.
  [[nodiscard]] int fd() const;

  /// Not before the last answer was taken.
  void ask(bool per_cpu);

  /// The answer, if there is one.
  std::optional<core::Result<Sample>> take();

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace shunt::cli::top
