// SPDX-License-Identifier: Apache-2.0
// What every probe is: begins, waits, and ends once, at the latest at its deadline.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "health/probe/cause.h"
#include "health/probe/readiness.h"
#include "health/probe/shared.h"

namespace shunt::health {

/// Held by the Probe and by what it waits for; runs on the loop's thread. Behind its end it uses nothing shared.
class Task : public std::enable_shared_from_this<Task>, private Deadline, private Watcher {
 public:
  Task(Shared& shared, std::chrono::milliseconds timeout, OnOutcome on_outcome);
  ~Task() override = default;
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;

  void start();
  void cancel();  ///< ends it without telling

 protected:
  /// Begins. May end at once.
  virtual void begin() = 0;
  /// The descriptor may be as wait() was asked for, or broken. Reads or writes until EAGAIN before it waits again.
  virtual void ready() = 0;
  /// What is said at the deadline.
  virtual Finding late() = 0;
  /// The descriptor is needed no more, once; it may be none. It is not watched any more.
  virtual void closing(core::UniqueFd descriptor) { static_cast<void>(descriptor); }

  void end(Finding finding);
  void pass() { end({}); }
  void fail(std::string reason) { end({Verdict::kFailed, std::move(reason)}); }
  void unable(std::string reason) { end({Verdict::kUnable, std::move(reason)}); }

  /// Watches the descriptor from now on; false: could not, has ended.
  bool adopt(Descriptor descriptor);
  enum class For { kRead, kWrite };
  /// Calls ready() once.
  void wait(For what);
  /// The same without a change: there is more to do than one turn should take.
  void go_on();
  /// Runs `step` on the loop unless the task has ended; what it throws is an outcome.
  template <typename Step>
  void guarded(Step step);

  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] int fd() const { return descriptor_.get(); }
  Shared& shared() { return shared_; }
  /// "no answer in 1 s"
  [[nodiscard]] std::string no_answer() const;
  [[nodiscard]] std::string timeout_text() const;
  Outcome& outcome() { return outcome_; }
  /// The first packet leaves now.
  void sent_first() { began_ = std::chrono::steady_clock::now(); }

 private:
  void close();
  void over() final;
  void changed(std::uint32_t events) final;
  void take_turn();
  void tell();

  Shared& shared_;
  OnOutcome on_outcome_;
  core::UniqueFd descriptor_;
  std::uint32_t wanted_ = 0;   ///< EPOLLIN or EPOLLOUT: what wait() waits for
  std::uint32_t changes_ = 0;  ///< of these: what has changed since ready() saw to it
  std::chrono::milliseconds timeout_;
  std::chrono::steady_clock::time_point began_;
  Outcome outcome_;
  bool starting_ = false;
  bool ended_ = false;
};

template <typename Step>
void Task::guarded(Step step) {
  if (ended_) return;
  try {
    step();
  } catch (const std::exception& error) {
    // Out of memory, most likely: ours, not the backend's.
    unable(std::string("internal error: ") + error.what());
  }
}

}  // namespace shunt::health
