// SPDX-License-Identifier: Apache-2.0
// Readers of single values. Each reports what it expected and returns nothing if the value is something else.
// Whether a scalar is in quotes never matters: the key decides what a value is, not YAML's guess.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.h"
#include "config/findings.h"
#include "config/suggest.h"

namespace shunt::config {

/// `key: expected <expected>, found <what stands there>`.
void report_unexpected(Node node, std::string_view key, std::string_view expected, Findings& findings);

/// The text of a scalar that has a value.
std::optional<std::string_view> read_text(Node node, std::string_view key, std::string_view expected,
                                          Findings& findings);

/// Decimal digits, without sign, leading zeros (YAML 1.1 would read octal), underscores or fraction.
std::optional<std::uint64_t> parse_whole_number(std::string_view text);

struct Bounds {
  std::uint64_t min;
  std::uint64_t max;
};
std::optional<std::uint64_t> read_number(Node node, std::string_view key, Bounds bounds, Findings& findings);

/// `true` or `false`; none of YAML's other words for them.
/// @param hint for other values
std::optional<bool> read_flag(Node node, std::string_view key, Findings& findings, Hint hint = nullptr);

/// Any 64-bit number; 0 if the value is something else.
std::uint64_t read_seed(Node node, Findings& findings);

/// The position of the value among `words`.
/// @param hint for words that are none of these, asked before the spelling is
std::optional<std::size_t> read_word(Node node, std::string_view key, std::span<const std::string_view> words,
                                     Findings& findings, Hint hint = nullptr);

/// The items of a list; a scalar is a list of one. A mapping or nothing is an error.
std::vector<Node> read_items(Node node, std::string_view key, std::string_view expected, Findings& findings);

}  // namespace shunt::config
