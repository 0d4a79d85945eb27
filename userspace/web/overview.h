// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "control/views.h"

namespace shunt::web {

/// What GET /v1/overview and the event `overview` tell: each service in one row, some 70 bytes, where status and
/// stats together have a kilobyte for each backend. Counters, not rates: these are the client's, over what time it
/// likes. docs/openapi.yaml has the schema. Cost: of status() and stats(), and 1 us a service.
/// @param stats by CPU
std::string overview_json(const control::Status& status, const control::Stats& stats);

/// "up", "degraded": some of its backends cannot take flows, or are degraded themselves; "down": none does;
/// "failing": its fail policy is in force; "waiting": not served yet.
std::string_view state_of(const control::ServiceStatus& service);

}  // namespace shunt::web
