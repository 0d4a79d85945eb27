// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "web/routes.h"

namespace shunt::web {

/// GET /v1/log: what is logged.
Response show_log();

/// PUT /v1/log: the level of `body`, until the next reload.
Response set_log(std::string_view body);

}  // namespace shunt::web
