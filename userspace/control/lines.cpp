// SPDX-License-Identifier: Apache-2.0
#include "control/lines.h"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace shunt::control {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string join_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

void append(std::vector<std::string>& lines, std::vector<std::string> more) {
  std::ranges::move(more, std::back_inserter(lines));
}

std::vector<std::string> texts_of(const std::vector<config::Diagnostic>& diagnostics) {
  std::vector<std::string> texts;
  texts.reserve(diagnostics.size());
  for (const auto& diagnostic : diagnostics) texts.push_back(to_string(diagnostic));
  return texts;
}

}  // namespace shunt::control
