// SPDX-License-Identifier: Apache-2.0
// What the commands print for people. Pure: view in, text out; no line is longer than the style's width where it
// can be folded.
#pragma once

#include <string>

#include "cli/table.h"
#include "control/explanation.h"
#include "control/views.h"

namespace shunt::cli {

/// `now`: for how long the controller has been running.
std::string show(const control::Status& status, control::WallTime now, const Style& style);

/// One service in detail, with the health checks of its backends.
std::string show(const control::ServiceStatus& service, control::WallTime now, const Style& style);

/// With the parts of each CPU that counted anything, if the view has parts.
std::string show(const control::Stats& stats, const Style& style);

/// Of a reload that was applied.
std::string show(const control::ReloadReport& report);

/// Of a file without errors.
std::string show(const control::PlanReport& report, const Style& style);

/// One line: how the backend of `service` is now.
std::string show(const std::string& service, const control::BackendReport& report);

std::string show(const control::AttachReport& report);

/// What becomes of a packet: a line for each step, and the headers that leave.
std::string show(const control::Explanation& explanation, const Style& style);

}  // namespace shunt::cli
