// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace shunt::core {

/// Of this build, as `shunt --version` prints it: "0.1.0".
std::string_view version();

}  // namespace shunt::core
