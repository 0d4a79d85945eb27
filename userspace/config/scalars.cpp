// SPDX-License-Identifier: Apache-2.0
#include "config/scalars.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace shunt::config {
namespace {

/// For a text that is no number to us, but is one elsewhere: what to leave out.
std::string_view number_remedy(std::string_view text) {
  const bool digits = text.find_first_not_of("0123456789_") == std::string_view::npos;
  if (text.size() < 2 || !digits || text.front() == '_') return "";
  const bool zeros = text.front() == '0';
  if (text.find('_') == std::string_view::npos) return zeros ? "; leave out the leading zeros" : "";
  return zeros ? "; leave out leading zeros and underscores" : "; leave out the underscores";
}

}  // namespace

void report_unexpected(Node node, std::string_view key, std::string_view expected, Findings& findings) {
  findings.error(node.place(),
                 std::string(key) + ": expected " + std::string(expected) + ", found " + describe(node));
}

std::optional<std::string_view> read_text(Node node, std::string_view key, std::string_view expected,
                                          Findings& findings) {
  if (node.kind() == NodeKind::kScalar && !node.is_null()) return node.text();
  report_unexpected(node, key, expected, findings);
  return std::nullopt;
}

std::optional<std::uint64_t> parse_whole_number(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> read_number(Node node, std::string_view key, Bounds bounds, Findings& findings) {
  if (node.kind() == NodeKind::kScalar) {
    const auto value = parse_whole_number(node.text());
    if (value && *value >= bounds.min && *value <= bounds.max) return value;
  }
  const std::string_view remedy = node.kind() == NodeKind::kScalar ? number_remedy(node.text()) : "";
  findings.error(node.place(), std::string(key) + ": expected a whole number from " + std::to_string(bounds.min) +
                                   " to " + std::to_string(bounds.max) + ", found " + describe(node) +
                                   std::string(remedy));
  return std::nullopt;
}

std::optional<bool> read_flag(Node node, std::string_view key, Findings& findings, Hint hint) {
  constexpr std::string_view kExpected = "true or false";
  const auto text = read_text(node, key, kExpected, findings);
  if (!text) return std::nullopt;
  if (*text == "true" || *text == "false") return *text == "true";
  const auto known = hint != nullptr ? hint(*text) : "";
  findings.error(node.place(), std::string(key) + ": expected " + std::string(kExpected) + ", found " +
                                   describe(node) + (known.empty() ? "" : "; " + known));
  return std::nullopt;
}

std::uint64_t read_seed(Node node, Findings& findings) {
  return read_number(node, "seed", {0, UINT64_MAX}, findings).value_or(0);
}

std::optional<std::size_t> read_word(Node node, std::string_view key, std::span<const std::string_view> words,
                                     Findings& findings, Hint hint) {
  const auto text = read_text(node, key, alternatives(words), findings);
  if (!text) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const auto known = hint != nullptr ? hint(*text) : "";
  findings.error(node.place(), "unknown " + std::string(key) + " " + in_quotes(*text) +
                                   (known.empty() ? suggestion(*text, words) : "; " + known));
  return std::nullopt;
}

std::vector<Node> read_items(Node node, std::string_view key, std::string_view expected, Findings& findings) {
  std::vector<Node> items;
  if (node.kind() == NodeKind::kMapping || node.is_null()) {
    report_unexpected(node, key, expected, findings);
  } else if (node.kind() == NodeKind::kScalar) {
    items.push_back(node);
  } else {
    for (const Node item : node.children()) items.push_back(item);
  }
  return items;
}

}  // namespace shunt::config
