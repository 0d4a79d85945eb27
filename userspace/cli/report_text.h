// SPDX-License-Identifier: Apache-2.0
// Words that status and reports share.
#pragma once

#include <string>
#include <vector>

#include "control/views.h"

namespace shunt::cli {

/// "5"; "5 (file: 1)" by an override; "3 of 5" while it is brought up slowly.
std::string weight_text(const control::BackendStatus& backend);

/// "ready"; "ready, backup"; "ready, degraded"; "draining, 9m 30s left"; "down 12m 5s".
std::string state_text(const control::BackendStatus& backend, control::WallTime now);

/// What an override says: "draining, 9m 30s left", "disabled, weight 5 (file: 1)".
std::string override_text(const control::BackendOverride& override);

/// Three lines, of services, backends and interfaces: "backends      1 added, 0 removed, 2 changed".
std::string changes_lines(const control::Changes& services, const control::Changes& backends,
                          const control::Changes& interfaces);

/// A line for each: "override      web 10.0.0.11: weight 5 (file: 1)".
std::string override_lines(const std::vector<std::string>& overrides);

}  // namespace shunt::cli
