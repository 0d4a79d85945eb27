// SPDX-License-Identifier: Apache-2.0
// What others wrote, made harmless: it can neither end a line, nor a field, nor speak to a terminal. Pure.
#pragma once

#include <string>
#include <string_view>

namespace shunt::log {

/// Control characters (C0, DEL, C1), line and paragraph separators, what changes the direction of text, and bytes
/// that are no UTF-8, each byte as \xNN; tab, newline and return as \t, \n, \r. The rest as it is.
std::string printable(std::string_view text);

/// `text` as a JSON string with its quotes, in ASCII (RFC 8259, section 7): everything beyond it as \uNNNN, bytes
/// that are no UTF-8 as U+FFFD.
std::string json_string(std::string_view text);

/// The beginning of `text`, at most `bytes` of it and no part of a character; with "..." if something is left out.
std::string cut(std::string_view text, std::size_t bytes);

}  // namespace shunt::log
