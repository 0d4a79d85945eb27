// SPDX-License-Identifier: Apache-2.0
#include "config/scalars.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "config/suggest.h"

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

constexpr std::string_view kDigits = "0123456789";

struct Unit {
  char letter;
  std::uint64_t seconds;
};

/// Large ones first.
constexpr std::array<Unit, 4> kUnits{{{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};

/// In seconds; what is beyond 64 bits is UINT64_MAX. Nothing: not a whole number with a unit.
std::optional<std::uint64_t> parse_time(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto* unit =
      std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& known) { return known.letter == text.back(); });
  if (unit == kUnits.end()) return std::nullopt;
  text.remove_suffix(1);
  const auto number = parse_whole_number(text);
  if (number) return *number > UINT64_MAX / unit->seconds ? UINT64_MAX : *number * unit->seconds;
  const bool too_long =
      !text.empty() && text.front() != '0' && text.find_first_not_of(kDigits) == std::string_view::npos;
  return too_long ? std::optional(UINT64_MAX) : std::nullopt;
}

/// For a text that is no time to us: what it lacks or has too much.
std::string time_remedy(std::string_view text) {
  const auto digits = text.substr(0, text.find_first_not_of(kDigits));
  const auto rest = text.substr(digits.size());
  if (digits.empty()) return "";
  const bool has_unit = rest.size() == 1 && std::any_of(kUnits.begin(), kUnits.end(), [&](const Unit& known) {
                          return known.letter == rest.front();
                        });
  if (has_unit) return "; leave out the leading zeros";
  const bool has_digits = rest.find_first_of(kDigits) != std::string_view::npos;
  if (has_digits || rest.starts_with('.')) return "; use one whole number with one unit";
  return rest.empty() ? "; the unit is missing: s, m, h or d" : "; expected the unit s, m, h or d";
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

std::optional<std::chrono::seconds> read_seconds(Node node, std::string_view key, TimeBounds bounds,
                                                 Findings& findings) {
  constexpr std::string_view kExpected = "a time such as 30s, 15m or 2h";
  const auto text = read_text(node, key, kExpected, findings);
  if (!text) return std::nullopt;
  const auto time = parse_time(*text);
  if (!time) {
    findings.error(node.place(), std::string(key) + ": expected " + std::string(kExpected) + ", found " +
                                     describe(node) + time_remedy(*text));
    return std::nullopt;
  }
  const auto count = [](std::chrono::seconds bound) { return static_cast<std::uint64_t>(bound.count()); };
  if (*time < count(bounds.min) || *time > count(bounds.max)) {
    report_unexpected(node, key, "a time from " + to_text(bounds.min) + " to " + to_text(bounds.max), findings);
    return std::nullopt;
  }
  return std::chrono::seconds(*time);
}

std::string to_text(std::chrono::seconds time) {
  const auto count = static_cast<std::uint64_t>(time.count());
  for (const auto& unit : kUnits) {
    if (count >= unit.seconds && count % unit.seconds == 0)
      return std::to_string(count / unit.seconds) + unit.letter;
  }
  return "0s";
}

std::optional<bool> read_flag(Node node, std::string_view key, Findings& findings) {
  constexpr std::string_view kExpected = "true or false";
  const auto text = read_text(node, key, kExpected, findings);
  if (!text) return std::nullopt;
  if (*text == "true" || *text == "false") return *text == "true";
  report_unexpected(node, key, kExpected, findings);
  return std::nullopt;
}

std::uint64_t read_seed(Node node, Findings& findings) {
  return read_number(node, "seed", {0, UINT64_MAX}, findings).value_or(0);
}

std::optional<std::size_t> read_word(Node node, std::string_view key, std::span<const std::string_view> words,
                                     Findings& findings) {
  const auto text = read_text(node, key, alternatives(words), findings);
  if (!text) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  findings.error(node.place(), "unknown " + std::string(key) + " " + in_quotes(*text) + suggestion(*text, words));
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
