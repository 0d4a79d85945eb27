// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace shunt::web {

/// RFC 7617.
struct NameAndPassword {
  std::string name;
  std::string password;
};

/// RFC 6750.
struct Token {
  std::string text;
};

struct NoCredentials {};
struct UnknownCredentials {};  ///< of another scheme, or malformed

using Credentials = std::variant<NoCredentials, UnknownCredentials, NameAndPassword, Token>;

/// Longer ones are nobody's: crypt(3) takes no more.
inline constexpr std::size_t kMaxPassword = 511;

/// What an Authorization field holds (RFC 9110, 11.6.2); empty: there is none.
Credentials parse_authorization(std::string_view field);

/// RFC 4648, section 4, with its padding; nothing if it is something else.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace shunt::web
