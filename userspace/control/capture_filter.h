// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>
#include <vector>

#include "control/capture_views.h"
#include "control/refused.h"
#include "dataplane/observe/capture_program.h"
#include "dataplane/publish/publisher.h"

namespace shunt::control {

/// A request in the program's terms. Pure.
std::variant<shunt_capture_filter, Refused> capture_filter(
    const CaptureRequest& request, const std::vector<dataplane::Publisher::Service>& services);

}  // namespace shunt::control
