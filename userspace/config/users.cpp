// SPDX-License-Identifier: Apache-2.0
#include "config/users.h"

#include <crypt.h>

#include <algorithm>
#include <array>

#include "config/findings.h"

namespace shunt::config {
namespace {

constexpr std::string_view kMake = "; `shunt password NAME` makes one";

/// Schemes of crypt(5) that are fit for new passwords.
constexpr std::array<std::string_view, 7> kSchemes{"$y$", "$gy$", "$7$", "$2b$", "$2y$", "$2a$", "$6$"};

constexpr std::size_t kDigestDigits = 64;
constexpr std::size_t kMinHash = 50;  ///< the shortest of the schemes has more: salt and digest

bool has_known_scheme(std::string_view hash) {
  return std::ranges::any_of(kSchemes, [&](std::string_view scheme) { return hash.starts_with(scheme); });
}

/// Whether to look at one password takes no more than some tenths of a second, and 128 MiB: crypt(5) lets a hash
/// ask for hours. What it says of itself, by the letters' order in crypt's base 64.
bool is_affordable(std::string_view hash) {
  const auto fields = hash.substr(hash.find('$', 1) + 1);
  if (hash.starts_with("$6$")) {
    constexpr std::string_view kRounds = "rounds=";
    constexpr std::size_t kMostDigits = 6;
    return !fields.starts_with(kRounds) || fields.find('$') - kRounds.size() <= kMostDigits;
  }
  if (hash.starts_with("$2")) return fields.substr(0, 2) <= "14";
  constexpr std::string_view kLetters = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const auto rank = [&](std::size_t at) { return kLetters.find(fields[at]); };
  constexpr auto kMostMemory = kLetters.find('C'), kBlocks = kLetters.find('T');
  if (hash.starts_with("$7$"))  // the logarithm of N, then r = 32 and p = 1 in five letters each
    return fields.size() > 11 && rank(0) <= kLetters.find('E') && fields.substr(1, 10) == "U..../....";
  return fields.size() > 4 && fields[0] == 'j' && rank(1) <= kMostMemory && rank(2) <= kBlocks && fields[3] == '$';
}

core::Result<User> parse_user(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return core::Error("expected NAME:HASH" + std::string(kMake));
  User user{.name = std::string(line.substr(0, colon)), .hash = std::string(line.substr(colon + 1))};
  if (!is_user_name(user.name))
    return core::Error("expected a name of 1 to 64 letters, digits, '.', '_', '@' and '-', found " +
                       in_quotes(user.name));
  if (user.hash.starts_with(kTokenPrefix)) {
    user.token = true;
    user.hash.erase(0, kTokenPrefix.size());
    const bool is_digest =
        user.hash.size() == kDigestDigits && user.hash.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!is_digest) return core::Error("the hash of the token of " + user.name + " is not 64 hexadecimal digits");
    return user;
  }
  // The hash itself is in no message: it may be a password that somebody wrote there.
  if (!has_known_scheme(user.hash) || user.hash.size() < kMinHash ||
      ::crypt_checksalt(user.hash.c_str()) != CRYPT_SALT_OK)
    return core::Error("what stands behind " + user.name +
                       ": is no hash of crypt(5) of a kind that is safe today" + std::string(kMake));
  if (!is_affordable(user.hash))
    return core::Error("the hash of " + user.name + " asks for more time or memory than one login may take" +
                       std::string(kMake));
  return user;
}

}  // namespace

bool is_user_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxUserName &&
         name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._@-") ==
             std::string_view::npos;
}

core::Result<std::vector<User>> parse_users(std::string_view text) {
  std::vector<User> users;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text = end == std::string_view::npos ? "" : text.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos || line.starts_with('#')) continue;
    const std::string place = "line " + std::to_string(number);
    auto user = parse_user(line);
    if (!user) return user.error().within(place);
    const auto same = [&](const User& other) { return other.name == user->name && other.token == user->token; };
    if (std::ranges::any_of(users, same)) return core::Error(place + ": " + user->name + " is there already");
    if (users.size() == kMaxUsers)
      return core::Error(place + ": more than " + std::to_string(kMaxUsers) + " users");
    users.push_back(*std::move(user));
  }
  if (users.empty()) return core::Error("names no user" + std::string(kMake));
  return users;
}

}  // namespace shunt::config
