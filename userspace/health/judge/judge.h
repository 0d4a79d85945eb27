// SPDX-License-Identifier: Apache-2.0
// From the outcomes of one check to the state of a backend. Pure: time is what the caller says it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "health/judge/outcome.h"
#include "model/health.h"

namespace shunt::health {

enum class State : std::uint8_t {
  kPending,  ///< no result yet
  kUp,
  kDown,
};

std::string_view to_string(State state);  ///< "pending", "up", "down"

class Judge {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::minutes kFlapWindow{5};

  /// Begins in the state that check.initial says. `flap_window`: in which going down counts against it.
  explicit Judge(const model::Check& check, std::chrono::milliseconds flap_window = kFlapWindow);

  /// Takes an outcome into account. kUnable is none, and changes nothing. @return whether the state changed
  bool judge(Verdict verdict, Time now);

  /// A pending backend counts as up: a checker that cannot ask throws nobody out. The first result still decides
  /// alone. @return whether it was pending
  bool presume_up();

  [[nodiscard]] State state() const { return state_; }

  /// The last result contradicts the state, or there is none yet: to be asked again soon.
  [[nodiscard]] bool in_question() const;

  /// Until the next probe begins, counted from the beginning of the last one; without jitter.
  [[nodiscard]] std::chrono::milliseconds interval() const;

  /// Probes that have to pass in a row before a backend that is down is up. More than check.rise for one that
  /// flaps: twice as many for each time that it went down within the flap window before, but the first kFreeFlaps;
  /// at most kMaxPenalty times.
  [[nodiscard]] std::uint32_t passes_needed(Time now) const;

  /// Passed or failed in a row, whichever the last one was.
  [[nodiscard]] std::uint32_t streak() const { return streak_; }

  static constexpr std::uint32_t kFreeFlaps = 2;
  static constexpr std::uint32_t kMaxPenalty = 32;

 private:
  std::uint32_t rise_;
  std::uint32_t fall_;
  std::chrono::milliseconds interval_;
  std::chrono::milliseconds fast_interval_;
  std::chrono::milliseconds flap_window_;
  State state_;
  bool first_decides_;
  Verdict last_ = Verdict::kUnable;
  std::uint32_t streak_ = 0;
  std::vector<Time> falls_;  // within the window, oldest first
};

}  // namespace shunt::health
