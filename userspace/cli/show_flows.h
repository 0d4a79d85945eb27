// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/table.h"
#include "control/flow_views.h"

namespace shunt::cli {

/// The flows or counts that `question` asked for, and below them how many there are, and why not more. Pure.
std::string show(const control::FlowReport& report, const control::FlowQuestion& question, const Style& style);

}  // namespace shunt::cli
