// SPDX-License-Identifier: Apache-2.0
// From what was seen of a backend to the step that fails. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "doctor/findings/backend_facts.h"
#include "doctor/findings/finding.h"

namespace shunt::doctor {

enum class StepResult : std::uint8_t {
  kPassed,
  kFailed,
  kUnknown,  ///< could not be told; `what` says why, and the commands are those of each cause that is left
  kSkipped,  ///< not asked: a step before failed, or it is nothing for this service
};

/// One step on the way of a packet from here into the backend's server and back.
struct Step {
  std::string name;  ///< for scripts: route, neighbour, reachability, decapsulation, rp_filter, vip, port, answer,
                     ///< full_size
  StepResult result = StepResult::kSkipped;
  std::string what;                     ///< one line
  std::string why{};                    ///< why it matters; of kFailed and kUnknown
  std::vector<std::string> commands{};  ///< likewise, one a line
  bool operator==(const Step&) const = default;
};

using Steps = std::vector<Step>;

/// Always all nine, in the order of Step::name.
Steps diagnose(const BackendFacts& facts);

/// The first that failed; "" if none did.
std::string failed_step(const Steps& steps);

/// kError if one failed, kWarning if one is unknown, else kOk.
Severity worst(const Steps& steps);

std::string_view to_string(StepResult result);  ///< "passed", "failed", "unknown", "skipped"

}  // namespace shunt::doctor
