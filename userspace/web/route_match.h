// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace shunt::web {

/// What a path has in place of a pattern's {names}, in their order, percent-encoded as it came.
using PathParameters = std::array<std::string_view, 2>;

/// `path` against a pattern as "/v1/services/{name}/backends/{address}". A parameter ends at the next slash; one
/// at the end of the pattern takes all that is left, so that a name with a slash can be told to be none. Nothing:
/// it does not fit.
std::optional<PathParameters> match_path(std::string_view pattern, std::string_view path);

}  // namespace shunt::web
