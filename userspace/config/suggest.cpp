// SPDX-License-Identifier: Apache-2.0
#include "config/suggest.h"

#include <algorithm>
#include <array>

namespace shunt::config {
namespace {

constexpr std::size_t kMaxWord = 32;

/// Optimal string alignment distance: three rows of the dynamic programming table are enough for swaps.
std::size_t distance(std::string_view from, std::string_view to) {
  std::array<std::size_t, kMaxWord + 1> before{};
  std::array<std::size_t, kMaxWord + 1> above{};
  std::array<std::size_t, kMaxWord + 1> row{};
  for (std::size_t column = 0; column <= to.size(); ++column) above[column] = column;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t substituted = above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, substituted});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = above;
    above = row;
  }
  return above[to.size()];
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool differs_by_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string folded(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c == '-' || c == ' ' ? '_' : lower(c);
  return result;
}

std::optional<std::string_view> nearest(std::string_view typed, std::span<const std::string_view> words) {
  std::optional<std::string_view> best;
  std::size_t best_distance = 0;
  for (const auto word : words) {
    if (std::max(typed.size(), word.size()) > kMaxWord) continue;
    const std::size_t steps = distance(folded(typed), folded(word));
    const std::size_t allowed = std::max<std::size_t>(1, word.size() / 3);
    if (steps > allowed || (best && steps >= best_distance)) continue;
    best = word;
    best_distance = steps;
  }
  return best;
}

std::string alternatives(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

std::string suggestion(std::string_view typed, std::span<const std::string_view> words) {
  const auto word = nearest(typed, words);
  if (!word) return "; expected " + alternatives(words);
  if (!differs_by_case(typed, *word)) return "; did you mean \"" + std::string(*word) + "\"?";
  const bool is_lower = lower(word->front()) == word->front();
  return std::string("; write it in ") + (is_lower ? "lower" : "upper") + " case: " + std::string(*word);
}

}  // namespace shunt::config
