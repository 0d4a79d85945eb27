// SPDX-License-Identifier: Apache-2.0
// The target of a request line: RFC 9112, section 3.2.1.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shunt::web {

struct Target {
  std::string_view path;
  std::string_view query;  ///< what is behind the first question mark; empty also if there is none
};
Target split_target(std::string_view target);

/// RFC 3986, section 2.1; nothing if a % is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace shunt::web
