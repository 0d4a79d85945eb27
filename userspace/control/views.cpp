// SPDX-License-Identifier: Apache-2.0
#include "control/views.h"

namespace shunt::control {

std::string_view to_string(BackendState state) {
  switch (state) {
    case BackendState::kReady: return "ready";
    case BackendState::kIdle: return "idle";
    case BackendState::kUnresolved: break;
  }
  return "unresolved";
}

std::string_view to_string(Verdict verdict) { return verdict == Verdict::kDrop ? "drop" : "pass"; }

}  // namespace shunt::control
