// SPDX-License-Identifier: Apache-2.0
// The query of GET /v1/flows as a question, and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "control/flow_views.h"
#include "core/result.h"

namespace shunt::web {

/// "service=web&count=client/24&limit=20". An error names the parameter and what was expected.
core::Result<control::FlowQuestion> flow_question(std::string_view query);

/// The inverse, with its question mark; empty if nothing differs from the defaults.
std::string to_query(const control::FlowQuestion& question);

/// "client", "client/24", "backend". Nothing: neither.
bool read_counting(std::string_view text, control::FlowQuestion& question);

/// "idle", "client", "backend", "service", "slot".
std::optional<control::FlowOrder> flow_order(std::string_view text);

}  // namespace shunt::web
