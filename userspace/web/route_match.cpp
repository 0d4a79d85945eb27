// SPDX-License-Identifier: Apache-2.0
#include "web/route_match.h"

namespace shunt::web {

std::optional<PathParameters> match_path(std::string_view pattern, std::string_view path) {
  PathParameters parameters;
  std::size_t count = 0;
  for (;;) {
    const auto open = pattern.find('{');
    const auto literal = pattern.substr(0, open);
    if (open == std::string_view::npos) return path == literal ? std::optional(parameters) : std::nullopt;
    if (!path.starts_with(literal) || count == parameters.size()) return std::nullopt;
    path.remove_prefix(literal.size());
    pattern.remove_prefix(pattern.find('}') + 1);
    const auto value = pattern.empty() ? path : path.substr(0, path.find('/'));
    parameters[count++] = value;
    path.remove_prefix(value.size());
  }
}

}  // namespace shunt::web
