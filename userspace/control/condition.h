// SPDX-License-Identifier: Apache-2.0
// What the log tells of a backend of a service beside up and down, each change once. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "control/standing.h"
#include "health/checker/check_status.h"
#include "log/event.h"
#include "model/health.h"

namespace shunt::control {

struct Condition {
  Standing standing;        ///< what its agent says of it; `state` does not matter here
  std::string description;  ///< why, in the agent's words
  /// Why full-size packets do not arrive; empty: they do; nothing: that is not known, or counts as down.
  std::optional<std::string> degraded;
  std::uint32_t damped = 0;  ///< checks that have to pass in a row, as it flaps; 0: it does not
};

/// Adds what one of its checks knows.
void add(const health::CheckStatus& status, const model::Check& check, Condition& condition);

/// Only what an agent says.
void add_agent(const health::CheckStatus& status, Standing& standing);

struct News {
  log::Event event;
  std::string text;  ///< "drained by its agent: no new flows", of a backend
};

/// What there is to tell of a backend of which `told` is known; afterwards `told` is what has been told. An agent
/// that follows the load says another weight each time: one is told that differs from the last that was by at
/// least kWeightStep, and where flows begin or end.
std::vector<News> news_of(const Condition& now, Condition& told);

inline constexpr std::uint32_t kWeightStep = 10;  ///< in percent of the configured weight

}  // namespace shunt::control
