// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace shunt::config {

/// The word that `typed` was probably meant to be: the nearest by insertions, deletions, substitutions and swaps
/// of neighbours, if it is at most a third of its letters away; else nothing. Words and `typed` beyond 32 bytes
/// are never near.
std::optional<std::string_view> nearest(std::string_view typed, std::span<const std::string_view> words);

/// How a message about an unknown word goes on: `; did you mean "x"?`, or `; expected a, b or c`.
std::string suggestion(std::string_view typed, std::span<const std::string_view> words);

/// "a", "a or b", "a, b or c".
std::string alternatives(std::span<const std::string_view> words);

}  // namespace shunt::config
