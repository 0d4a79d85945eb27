// SPDX-License-Identifier: Apache-2.0
#include "config/text.h"

#include <cstdint>
#include <cstdio>
#include <string>

namespace shunt::config {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t offset) { return static_cast<std::uint8_t>(text[offset]); }

struct Character {
  char32_t code = 0;
  std::size_t size = 0;  ///< bytes; 0: not UTF-8
};

/// RFC 3629, section 3: shortest form only, no surrogates, up to U+10FFFF.
Character decode(std::string_view text, std::size_t offset) {
  const std::uint8_t lead = byte_at(text, offset);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || offset + size > text.size()) return {};
  char32_t code = lead & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const std::uint8_t next = byte_at(text, offset + i);
    if ((next & 0xc0U) != 0x80) return {};
    code = code << 6U | (next & 0x3fU);
  }
  constexpr char32_t kSmallest[5] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < kSmallest[size] || surrogate || code > 0x10ffff) return {};
  return {code, size};
}

bool is_printable(char32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  if (code < 0x7f) return true;
  return code == 0x85 || (code >= 0xa0 && code != 0xfffe && code != 0xffff);
}

std::string complaint(const Character& character, std::uint8_t byte) {
  char number[16];
  if (character.size == 0) {
    std::snprintf(number, sizeof(number), "0x%02x", byte);
    return "not a text in UTF-8: byte " + std::string(number) + "; expected a YAML file";
  }
  std::snprintf(number, sizeof(number), "U+%04X", static_cast<unsigned>(character.code));
  return "control character " + std::string(number) + "; expected a YAML file";
}

}  // namespace

bool check_text(std::string_view text, Findings& findings) {
  if (text.size() > kMaxTextBytes) {
    findings.error({}, "has " + std::to_string(text.size()) + " bytes; at most " + std::to_string(kMaxTextBytes) +
                           " (16 MiB) are read");
    return false;
  }
  Place place{1, 1};
  for (std::size_t offset = 0; offset < text.size();) {
    const Character character = decode(text, offset);
    if (character.size == 0 || !is_printable(character.code)) {
      findings.error(place, complaint(character, byte_at(text, offset)));
      return false;
    }
    const bool ends_line = character.code == '\n' || (character.code == '\r' && text.substr(offset, 2) != "\r\n");
    place = ends_line ? Place{place.line + 1, 1} : Place{place.line, place.column + 1};
    offset += character.size;
  }
  return true;
}

}  // namespace shunt::config
