// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace shunt::cli {

/// What `shunt COMMAND --help` prints; of "shunt" itself, the overview. At most 80 columns wide.
std::string_view help_page(std::string_view command);

}  // namespace shunt::cli
