// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/config.h"

namespace shunt::control {

/// Of a configuration that is to follow the running one, what holds as long as this controller runs stays as it
/// is.
/// @return what to tell of that
std::vector<std::string> keep_until_start(model::Config& next, const model::Config& running);

}  // namespace shunt::control
