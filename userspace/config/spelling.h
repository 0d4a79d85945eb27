// SPDX-License-Identifier: Apache-2.0
// How the protocols that probes speak spell their words. Pure functions of a text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace shunt::config {

/// The longest text that a probe sends, matches or runs with, in bytes.
inline constexpr std::size_t kMaxTextValue = 4096;

/// ASCII from space to tilde only: no line break or NUL that would begin a header or end a string.
bool is_printable_ascii(std::string_view text);

/// The same without spaces, and not empty.
bool is_visible_ascii(std::string_view text);

/// Begins with '/', names something, and holds no control characters.
bool is_absolute_path(std::string_view text);

/// RFC 9110, section 5.6.2.
bool is_http_token(std::string_view text);

/// HOST or HOST:PORT as the header Host has it (RFC 9110, 7.2): letters, digits and .-_:[] only.
bool is_http_host(std::string_view text);

/// For a name of the DNS (RFC 1035, 2.3.4; RFC 2181, 11), with or without the dot at its end: what is wrong with
/// it, as "has a label of 64 bytes; expected 1 to 63"; nothing if it is valid. "." is the root.
std::optional<std::string> dns_name_fault(std::string_view text);

/// A DNS name of letters, digits, dashes and underscores only that is no address.
bool is_host_name(std::string_view text);

/// For the URL of a POST: what is wrong with it; nothing if it is http or https with a host, of at most 2048
/// printable characters, without user, password and fragment. The text itself is never part of the answer, it may
/// hold a secret.
std::optional<std::string> url_fault(std::string_view text);

}  // namespace shunt::config
