// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

namespace shunt::control {

/// A whole number from `min` to `max`; nothing if `json` is none, however large: conversions of the library wrap
/// around.
inline std::optional<std::int64_t> whole_number(const nlohmann::json& json, std::int64_t min, std::int64_t max) {
  constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!json.is_number_integer()) return std::nullopt;
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > kLargest) return std::nullopt;
  const auto value = json.get<std::int64_t>();
  return value >= min && value <= max ? std::optional(value) : std::nullopt;
}

}  // namespace shunt::control
