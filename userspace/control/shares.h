// SPDX-License-Identifier: Apache-2.0
// What each backend may take just now: of the file, of what an operator has set, of health checks and of slow
// start. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

#include "control/standing.h"
#include "control/views.h"
#include "dataplane/publish/desired_state.h"
#include "model/config.h"
#include "model/overrides.h"

namespace shunt::control {

/// Backends that came (back) into service, and when: their weight grows over the service's slow_start.
using Ramps = std::map<model::Overrides::Key, std::chrono::steady_clock::time_point>;

struct Moment {
  std::chrono::system_clock::time_point wall;    ///< deadlines of drains: they outlive a restart
  std::chrono::steady_clock::time_point steady;  ///< slow start
};

/// A backend's part in its service.
struct Part {
  dataplane::Share share;  ///< its weight in units of 1 / kSlowStartSteps
  /// kReady: takes new flows; the others: why it does not, or would not if its service were not failing open. A
  /// drain that is over: kDisabled
  BackendState state = BackendState::kReady;
  std::uint32_t weight = 1;  ///< asked for, by file or override
};

/// Weights grow in so many steps, so that a step moves no more slots than that part of the backend's share.
inline constexpr std::uint32_t kSlowStartSteps = 10;

/// A weight of a dataplane::Share as people write it, rounded up: what takes flows has weight.
constexpr std::uint32_t weight_of_share(std::uint32_t share) {
  return (share + kSlowStartSteps - 1) / kSlowStartSteps;
}

/// Of a whole service.
struct Parts {
  std::vector<Part> backends;  ///< one for each of service.backends, in their order
  std::uint32_t healthy = 0;  ///< that are no backups, and take flows as far as operators and checks are concerned
  bool too_few = false;       ///< fewer than the quorum: backups serve, or
  bool failing = false;       ///< service.health.fail is in force, since no backup is up either
};

/// `standings`: one for each backend. `were_too_few`: hysteresis goes by it.
Parts parts_of(const model::Service& service, const std::vector<Standing>& standings, bool were_too_few,
               const model::Overrides& overrides, const Ramps& ramps, Moment now);

/// Whether there is anything by which the service may have too few backends: a check, or SYNs that count as one.
bool is_judged(const model::Service& service);

/// Whether some backend takes new flows.
bool any_takes_flows(const Parts& parts);

/// All overrides, a line each: "web 10.0.0.11: draining, weight 5 (file: 1)", "...: disabled, and not in the
/// file".
std::vector<std::string> describe_overrides(const model::Config& config, const model::Overrides& overrides);

}  // namespace shunt::control
