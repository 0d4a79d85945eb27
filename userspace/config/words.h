// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "config/scalars.h"
#include "model/config.h"

namespace shunt::config {

/// One of the named values of an enumeration of model/, by its to_string. Nothing: no node, or an error.
/// @param hint as in read_word()
template <class Value, std::size_t kCount>
std::optional<Value> read_value(const std::optional<Node>& node, std::string_view key,
                                const std::array<Value, kCount>& values, Findings& findings, Hint hint = nullptr) {
  if (!node) return std::nullopt;
  std::array<std::string_view, kCount> words;
  std::transform(values.begin(), values.end(), words.begin(), [](Value value) { return model::to_string(value); });
  const auto index = read_word(*node, key, words, findings, hint);
  return index ? std::optional(values[*index]) : std::nullopt;
}

}  // namespace shunt::config
