// SPDX-License-Identifier: Apache-2.0
#include "log/escape.h"

#include <array>
#include <cstdint>
#include <cstdio>

namespace shunt::log {
namespace {

struct Character {
  std::uint32_t code;  // of Unicode
  std::size_t bytes;   // 0: no UTF-8; then one byte is to be taken away
};

// RFC 3629: no overlong form, no surrogate, nothing beyond U+10FFFF.
Character first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {0, 0};
  std::uint32_t code = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {0, 0};
    code = code << 6 | (byte(i) & 0x3fU);
  }
  constexpr std::array<std::uint32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  return code < kLeast[length] || surrogate || code > 0x10ffff ? Character{0, 0} : Character{code, length};
}

bool is_harmless(std::uint32_t code) {
  const bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
  const bool turns = code == 0x61c || (code >= 0x200e && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
                     (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
  return !control && !turns;
}

void append_hex(std::string& out, const char* form, unsigned number) {
  std::array<char, 8> text{};
  out.append(text.data(), static_cast<std::size_t>(std::snprintf(text.data(), text.size(), form, number)));
}

// By UTF-16, as JSON has it.
void append_unicode(std::string& out, std::uint32_t code) {
  if (code >= 0x10000) {
    append_hex(out, "\\u%04x", 0xd800 + ((code - 0x10000) >> 10));
    code = 0xdc00 + ((code - 0x10000) & 0x3ff);
  }
  append_hex(out, "\\u%04x", code);
}

const char* short_escape(char c) {
  switch (c) {
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: return nullptr;
  }
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto [code, bytes] = first_of(text);
    const auto taken = text.substr(0, bytes == 0 ? 1 : bytes);
    if (bytes != 0 && is_harmless(code)) {
      out += taken;
    } else if (const char* const known = short_escape(text[0])) {
      out += known;
    } else {
      for (const char c : taken) append_hex(out, "\\x%02x", static_cast<unsigned char>(c));
    }
    text.remove_prefix(taken.size());
  }
  return out;
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const auto [code, bytes] = first_of(text);
    if (bytes == 0) {
      out += "\\ufffd";
    } else if (code == '"' || code == '\\') {
      out.append("\\").append(1, text[0]);
    } else if (const char* const known = short_escape(text[0])) {
      out += known;
    } else if (code >= 0x20 && code < 0x7f) {
      out += text[0];
    } else {
      append_unicode(out, code);
    }
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return out + "\"";
}

std::string cut(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) --bytes;
  return std::string(text.substr(0, bytes)) + "...";
}

}  // namespace shunt::log
