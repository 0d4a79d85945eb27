// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shunt::config {

/// What RE2 says against a pattern, on one line; nothing if it compiles as probes will compile it: bytes, not
/// characters (Latin1), within 1 MiB.
std::optional<std::string> pattern_fault(std::string_view pattern);

}  // namespace shunt::config
