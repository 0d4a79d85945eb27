// SPDX-License-Identifier: Apache-2.0
// What the page asks for of single things, and everybody else may: routes.cpp sends them here.
#pragma once

#include <string_view>

#include "control/api.h"
#include "web/routes.h"

namespace shunt::web {

/// GET /v1/history: of all, of "every=service", of "service=NAME", or of "service=NAME&backend=ADDRESS".
Response show_history(control::Api& api, std::string_view query);

/// GET /v1/status of all, or of "service=NAME".
Response show_status(control::Api& api, std::string_view query);

/// GET /v1/stats of all, with "per_cpu=1", or of "service=NAME".
Response show_stats(control::Api& api, std::string_view query);

}  // namespace shunt::web
