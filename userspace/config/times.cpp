// SPDX-License-Identifier: Apache-2.0
#include "config/times.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "config/scalars.h"
#include "config/suggest.h"

namespace shunt::config {
namespace {

constexpr std::string_view kDigits = "0123456789";

struct Unit {
  std::string_view name;
  std::uint64_t milliseconds;
};

/// Small ones first.
constexpr std::array<Unit, 5> kUnits{{{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};

/// Which units a key takes, and what its messages call them.
struct Style {
  std::span<const Unit> units;
  std::string_view expected;
};

constexpr Style kCoarse{std::span(kUnits).subspan(1), "a time such as 30s, 15m or 2h"};
constexpr Style kFine{std::span(kUnits).first(4), "a time such as 500ms, 2s or 1m"};

std::string unit_names(const Style& style) {
  std::vector<std::string_view> names;
  for (const auto& unit : style.units) names.push_back(unit.name);
  return alternatives(names);
}

/// The digits that a text begins with, and what follows.
struct Parts {
  std::string_view digits;
  std::string_view rest;
};

Parts split(std::string_view text) {
  const auto digits = text.substr(0, text.find_first_not_of(kDigits));
  return {digits, text.substr(digits.size())};
}

const Unit* find_unit(const Style& style, std::string_view name) {
  const auto found =
      std::find_if(style.units.begin(), style.units.end(), [&](const Unit& unit) { return unit.name == name; });
  return found == style.units.end() ? nullptr : &*found;
}

/// In milliseconds; what is beyond 64 bits is UINT64_MAX. Nothing: not a whole number with a unit.
std::optional<std::uint64_t> parse_time(std::string_view text, const Style& style) {
  const auto [digits, rest] = split(text);
  const auto* unit = find_unit(style, rest);
  if (unit == nullptr || digits.empty()) return std::nullopt;
  if (const auto number = parse_whole_number(digits))
    return *number > UINT64_MAX / unit->milliseconds ? UINT64_MAX : *number * unit->milliseconds;
  return digits.front() != '0' ? std::optional(UINT64_MAX) : std::nullopt;
}

/// For a text that is no time to us: what it lacks or has too much.
std::string remedy(std::string_view text, const Style& style) {
  const auto [digits, rest] = split(text);
  if (digits.empty()) return "";
  if (find_unit(style, rest) != nullptr) return "; leave out the leading zeros";
  const bool has_digits = rest.find_first_of(kDigits) != std::string_view::npos;
  if (has_digits || rest.starts_with('.')) return "; use one whole number with one unit";
  const auto unit = rest.substr(std::min(rest.find_first_not_of(' '), rest.size()));
  if (find_unit(style, unit) != nullptr)
    return "; write " + std::string(digits) + std::string(unit) + ", without the space";
  if (unit.empty()) return "; the unit is missing: " + unit_names(style);
  return "; expected the unit " + unit_names(style);
}

std::optional<std::chrono::milliseconds> read_time(Node node, std::string_view key, FineTimeBounds bounds,
                                                   const Style& style, Findings& findings) {
  const auto text = read_text(node, key, style.expected, findings);
  if (!text) return std::nullopt;
  const auto time = parse_time(*text, style);
  if (!time) {
    findings.error(node.place(), std::string(key) + ": expected " + std::string(style.expected) + ", found " +
                                     describe(node) + remedy(*text, style));
    return std::nullopt;
  }
  const auto count = [](std::chrono::milliseconds bound) { return static_cast<std::uint64_t>(bound.count()); };
  if (*time < count(bounds.min) || *time > count(bounds.max)) {
    report_unexpected(node, key, "a time from " + to_text(bounds.min) + " to " + to_text(bounds.max), findings);
    return std::nullopt;
  }
  return std::chrono::milliseconds(*time);
}

}  // namespace

std::optional<std::chrono::seconds> read_seconds(Node node, std::string_view key, TimeBounds bounds,
                                                 Findings& findings) {
  const auto time = read_time(node, key, {bounds.min, bounds.max}, kCoarse, findings);
  return time ? std::optional(std::chrono::duration_cast<std::chrono::seconds>(*time)) : std::nullopt;
}

std::optional<std::chrono::milliseconds> read_milliseconds(Node node, std::string_view key, FineTimeBounds bounds,
                                                           Findings& findings) {
  return read_time(node, key, bounds, kFine, findings);
}

std::string to_text(std::chrono::milliseconds time) {
  const auto count = static_cast<std::uint64_t>(time.count());
  for (auto unit = kUnits.rbegin(); unit != kUnits.rend(); ++unit) {
    if (count >= unit->milliseconds && count % unit->milliseconds == 0)
      return std::to_string(count / unit->milliseconds) + std::string(unit->name);
  }
  return "0s";
}

}  // namespace shunt::config
