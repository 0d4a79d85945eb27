// SPDX-License-Identifier: Apache-2.0
#include "web/query.h"

#include <algorithm>

#include "web/target.h"

namespace shunt::web {

std::optional<QueryFields> query_fields(std::string_view query) {
  QueryFields fields;
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto field = query.substr(0, end);
    const auto equals = field.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    auto name = percent_decoded(field.substr(0, equals));
    auto value = percent_decoded(field.substr(equals + 1));
    if (!name || name->empty() || !value ||
        std::ranges::find(fields, *name, &QueryFields::value_type::first) != fields.end())
      return std::nullopt;
    fields.emplace_back(*std::move(name), *std::move(value));
    if (end == std::string_view::npos) break;
    query.remove_prefix(end + 1);
  }
  return fields;
}

}  // namespace shunt::web
