// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shunt::web {

/// "service=web&backend=198.51.100.11" as names and values, percent-decoded. Nothing: malformed, or a name twice.
using QueryFields = std::vector<std::pair<std::string, std::string>>;
std::optional<QueryFields> query_fields(std::string_view query);

}  // namespace shunt::web
