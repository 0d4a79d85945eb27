// SPDX-License-Identifier: Apache-2.0
// What is not done, as problem details; refuse() of web/routes.h is the usual one.
#pragma once

#include <string>
#include <vector>

#include "control/api.h"
#include "web/routes.h"

namespace shunt::web {

/// Status 422 with each of them; `outcome` is for the summary of several.
Response refuse_file(std::vector<std::string> errors, const std::string& outcome);

/// 404, 409 or 422, as the controller says.
Response refuse_change(const control::Refused& refused);

}  // namespace shunt::web
