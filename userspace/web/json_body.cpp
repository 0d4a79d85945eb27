// SPDX-License-Identifier: Apache-2.0
#include "web/json_body.h"

#include <nlohmann/json.hpp>

namespace shunt::web {
namespace {

/// Of anything that is JSON, at least the number of its values.
bool has_few_values(std::string_view text) {
  std::size_t values = 1;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size() && values <= kMostValues; ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{' || c == ',') {
      ++values;
    }
  }
  return values <= kMostValues;
}

}  // namespace

nlohmann::json parse_body(std::string_view text) {
  if (!has_few_values(text)) return nlohmann::json(nlohmann::json::value_t::discarded);
  return nlohmann::json::parse(text, nullptr, false);
}

}  // namespace shunt::web
