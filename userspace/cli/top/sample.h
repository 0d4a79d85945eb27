// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "control/views.h"

namespace shunt::cli::top {

/// What the controller said at one look.
struct Sample {
  std::chrono::steady_clock::time_point at{};  ///< when its answer was here
  control::Stats stats;
  control::Status status;  ///< may be of an earlier look: it is asked for less often
};

/// Time between two samples by the controller's clock, unless that was set in between: then by ours.
double seconds_between(const Sample& before, const Sample& now);

}  // namespace shunt::cli::top
