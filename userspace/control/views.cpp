// SPDX-License-Identifier: Apache-2.0
#include "control/views.h"

#include "control/flow_views.h"

namespace shunt::control {

std::string_view to_string(BackendState state) {
  switch (state) {
    case BackendState::kReady: return "ready";
    case BackendState::kIdle: return "idle";
    case BackendState::kDraining: return "draining";
    case BackendState::kDisabled: return "disabled";
    case BackendState::kDown: return "down";
    case BackendState::kStandby: return "standby";
    case BackendState::kRemoved: return "removed";
    case BackendState::kPending: return "pending";
    case BackendState::kUnresolved: break;
  }
  return "unresolved";
}

std::string_view to_string(Verdict verdict) { return verdict == Verdict::kDrop ? "drop" : "pass"; }

std::string_view to_string(FlowState state) {
  switch (state) {
    case FlowState::kUnconfirmed: return "unconfirmed";
    case FlowState::kEstablished: return "established";
    case FlowState::kClosing: return "closing";
    case FlowState::kUdp: break;
  }
  return "udp";
}

}  // namespace shunt::control
