// SPDX-License-Identifier: Apache-2.0
#include "control/controller.h"

namespace shunt::control {

PlanReport Controller::plan(std::optional<NamedText> /*file*/) { return {.errors = {"not wired yet"}}; }

std::variant<BackendReport, Refused> Controller::change_backend(const std::string& /*service*/,
                                                                const net::IpAddress& /*backend*/,
                                                                const BackendChange& /*change*/) {
  return Refused{Refused::Kind::kConflict, "not wired yet"};
}

}  // namespace shunt::control
