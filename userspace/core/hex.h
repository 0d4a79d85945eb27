// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shunt::core {

/// "0a1b2c": two digits a byte.
std::string to_hex(std::string_view bytes);

/// The inverse, in any case; spaces between bytes do not matter. Nothing: another character, or half a byte.
std::optional<std::string> from_hex(std::string_view text);

}  // namespace shunt::core
