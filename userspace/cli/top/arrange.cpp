// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>

#include "cli/top/pane.h"

namespace shunt::cli::top {
namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

bool contains(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

}  // namespace

bool has_key(const Pane& pane, std::string_view key) {
  return key == "name" || std::ranges::find(pane.columns, key, &Column::key) != pane.columns.end();
}

std::vector<Row> arranged(const Pane& pane, std::string_view key, bool reverse, std::string_view filter) {
  std::vector<Row> rows;
  for (const auto& row : pane.rows)
    if (contains(row.name, filter)) rows.push_back(row);
  const auto found = std::ranges::find(pane.columns, key, &Column::key);
  const auto column = static_cast<std::size_t>(found == pane.columns.end() ? 0 : found - pane.columns.begin());
  const bool by_name = key == "name" || (key.empty() && pane.bars);  // processors stay where they are
  std::ranges::stable_sort(rows, [&](const Row& a, const Row& b) {
    if (by_name) {
      // "cpu 10" behind "cpu 9"
      if (a.name.size() != b.name.size() && pane.bars) return (a.name.size() < b.name.size()) != reverse;
      return reverse ? b.name < a.name : a.name < b.name;
    }
    const auto& first = a.numbers[column];
    const auto& second = b.numbers[column];
    if (!first || !second) return first.has_value() && !second.has_value();
    return reverse ? *first < *second : *first > *second;
  });
  return rows;
}

}  // namespace shunt::cli::top
