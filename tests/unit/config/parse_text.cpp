// SPDX-License-Identifier: Apache-2.0
#include "parse_text.h"

#include <gtest/gtest.h>

namespace shunt::config {

std::vector<std::string> lines(const std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> result;
  for (const auto& diagnostic : diagnostics) {
    const auto text = to_string(diagnostic);
    const auto colon = text.find(':');
    result.push_back(text.substr(colon + (diagnostic.line == 0 ? 2 : 1)));
  }
  return result;
}

std::vector<std::string> errors_of(std::string_view text) { return lines(parse(text, "shunt.yaml").errors); }

std::vector<std::string> warnings_of(std::string_view text) { return lines(parse(text, "shunt.yaml").warnings); }

model::Config valid(std::string_view text) {
  auto loaded = parse(text, "shunt.yaml");
  for (const auto& line : lines(loaded.errors)) ADD_FAILURE() << line;
  return loaded.config.value_or(model::Config{});
}

std::string with_service_keys(std::string_view keys) {
  return "services:\n"
         "- name: web\n"
         "  vip: 192.0.2.10\n"
         "  ports: [80/tcp]\n"
         "  backends: [198.51.100.1]\n" +
         std::string(keys);
}

}  // namespace shunt::config
