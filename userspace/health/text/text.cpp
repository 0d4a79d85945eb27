// SPDX-License-Identifier: Apache-2.0
#include "health/text/text.h"

namespace shunt::health {

std::string printable(std::string_view bytes, std::size_t max) {
  std::string text;
  for (const char byte : bytes) {
    if (text.size() > max) break;
    const bool blank = byte == ' ' || (byte >= '\t' && byte <= '\r');
    if (blank) {
      if (!text.empty() && text.back() != ' ') text += ' ';
    } else {
      text += byte > ' ' && byte < 0x7f ? byte : '.';
    }
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  if (text.size() > max) text.replace(max, std::string::npos, "...");
  return text;
}

std::string duration_text(std::chrono::milliseconds duration) {
  const auto count = duration.count();
  if (count < 1000) return std::to_string(count) + " ms";
  std::string text = std::to_string(count / 1000);
  if (const auto rest = count % 1000; rest != 0) {
    std::string digits = std::to_string(1000 + rest).substr(1);
    while (digits.back() == '0') digits.pop_back();
    text += "." + digits;
  }
  return text + " s";
}

std::string size_text(std::size_t bytes) {
  if (bytes >= 1024 && bytes % 1024 == 0) return std::to_string(bytes / 1024) + " KiB";
  return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
}

}  // namespace shunt::health
