// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "health/checker/latency.h"
#include "health/judge/judge.h"
#include "health/judge/outcome.h"

namespace shunt::health {

struct Transition {
  std::chrono::system_clock::time_point at;
  State from = State::kPending;
  State to = State::kPending;
  std::string reason;  ///< empty: passed
};

inline constexpr std::size_t kTransitionsKept = 10;

/// What is known of one target.
struct CheckStatus {
  State state = State::kPending;                ///< of its probes; with full_size: down also down if `degraded`
  std::chrono::system_clock::time_point since;  ///< of `state`
  bool presumed = false;                        ///< it is up without a result: it could not be asked
  std::string reason;                           ///< of the last outcome; empty: passed, or none yet
  Verdict last = Verdict::kUnable;
  Latency latency;
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  std::uint64_t unable = 0;
  std::deque<Transition> transitions;  ///< the last kTransitionsKept, oldest first
  std::optional<AgentReport> agent;    ///< what it has said, the newest of each kind
  std::uint32_t damped = 0;            ///< that have to pass in a row, since it flaps; 0: no more than check.rise
  bool degraded = false;               ///< small packets pass, full-size ones do not
  std::string full_size_reason;        ///< of `degraded`, or why it cannot be told; else empty
};

}  // namespace shunt::health
