// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace shunt::config {

/// What a message adds about an unknown word, without the semicolon before it; empty if it knows nothing.
using Hint = std::string (*)(std::string_view typed);

/// ASCII letters in lower case, and underscores for dashes and spaces: "Option HTTP-chk" is "option_http_chk".
std::string folded(std::string_view text);

/// The word that `typed` was probably meant to be: the nearest by insertions, deletions, substitutions and swaps
/// of neighbours, if it is at most a third of its letters away; else nothing. Both are compared folded. Words and
/// `typed` beyond 32 bytes are never near.
std::optional<std::string_view> nearest(std::string_view typed, std::span<const std::string_view> words);

/// How a message about an unknown word goes on: `; did you mean "x"?`, `; write it in lower case: x`, or
/// `; expected a, b or c`.
std::string suggestion(std::string_view typed, std::span<const std::string_view> words);

/// "a", "a or b", "a, b or c".
std::string alternatives(std::span<const std::string_view> words);

}  // namespace shunt::config
