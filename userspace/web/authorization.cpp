// SPDX-License-Identifier: Apache-2.0
#include "web/authorization.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace shunt::web {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool same_word(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right,
                            [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= kMaxPassword &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

Credentials parse_basic(std::string_view text) {
  const auto plain = from_base64(text);
  if (!plain || plain->find('\0') != std::string::npos) return UnknownCredentials{};
  const auto colon = plain->find(':');
  if (colon == std::string::npos || plain->size() - colon - 1 > kMaxPassword) return UnknownCredentials{};
  return NameAndPassword{plain->substr(0, colon), plain->substr(colon + 1)};
}

}  // namespace

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  text.remove_suffix(padding);
  std::string plain;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const auto value = kBase64.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    plain += static_cast<char>(bits >> count & 0xffU);
  }
  return plain;
}

Credentials parse_authorization(std::string_view field) {
  if (field.empty()) return NoCredentials{};
  const auto space = field.find(' ');
  if (space == std::string_view::npos) return UnknownCredentials{};
  const auto value = field.substr(std::min(field.find_first_not_of(' ', space), field.size()));
  const auto scheme = field.substr(0, space);
  if (same_word(scheme, "Basic")) return parse_basic(value);
  if (same_word(scheme, "Bearer") && is_token(value)) return Token{std::string(value)};
  return UnknownCredentials{};
}

}  // namespace shunt::web
