// SPDX-License-Identifier: Apache-2.0
#include "config/findings.h"

#include <cstdio>
#include <utility>

namespace shunt::config {
namespace {

constexpr std::size_t kMaxQuotedBytes = 60;

/// Where to cut `text` so that at most kMaxQuotedBytes remain and no UTF-8 character is split.
std::size_t cut(std::string_view text) {
  std::size_t end = kMaxQuotedBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) --end;
  return end;
}

}  // namespace

void Findings::add(List& list, Place place, std::string message) {
  list.overflowed = list.kept.size() >= kMaxKept;
  if (!list.overflowed) list.kept.push_back({place, std::move(message)});
}

std::string in_quotes(std::string_view text) {
  const bool shortened = text.size() > kMaxQuotedBytes;
  if (shortened) text = text.substr(0, cut(text));
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      char escape[5];
      std::snprintf(escape, sizeof(escape), "\\x%02x", static_cast<unsigned>(c) & 0xffU);
      result += escape;
    } else {
      result += c;
    }
  }
  return result + (shortened ? "...\"" : "\"");
}

}  // namespace shunt::config
