// SPDX-License-Identifier: Apache-2.0
// Who may ask over TCP: the file that api.users_file names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace shunt::config {

/// One line of the file: NAME:HASH.
struct User {
  std::string name;
  std::string hash;    ///< of a password: as crypt(3) has it; of a token: SHA-256 in 64 hexadecimal digits
  bool token = false;  ///< a long random text that a program sends
  bool operator==(const User&) const = default;
};

inline constexpr std::string_view kTokenPrefix = "$sha256$";
inline constexpr std::size_t kMaxUserName = 64;
inline constexpr std::size_t kMaxUsers = 1000;

/// 1 to kMaxUserName letters, digits, '.', '_', '@' and '-'.
bool is_user_name(std::string_view name);

/// Lines of NAME:HASH; empty ones and those that begin with # count for nothing. The error begins with the line. A
/// file without a user is an error: nobody could ask.
core::Result<std::vector<User>> parse_users(std::string_view text);

}  // namespace shunt::config
