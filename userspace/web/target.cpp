// SPDX-License-Identifier: Apache-2.0
#include "web/target.h"

#include <charconv>

namespace shunt::web {

namespace {

/// The path and query of an absolute-form (RFC 9112, 3.2.2), which a client may send to a server that is no proxy.
std::string_view without_authority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const auto path = target.find_first_of("/?", scheme.size());
    return path == std::string_view::npos ? "/" : target.substr(path);
  }
  return target;
}

}  // namespace

Target split_target(std::string_view target) {
  target = without_authority(target);
  const auto question_mark = target.find('?');
  if (question_mark == std::string_view::npos) return {.path = target, .query = {}};
  return {.path = target.substr(0, question_mark), .query = target.substr(question_mark + 1)};
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = static_cast<unsigned char>(text[i]);
    if (byte == '%') {
      const std::string_view digits = text.substr(i + 1, 2);
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
      if (error != std::errc{} || digits.size() != 2 || end != digits.data() + 2) return std::nullopt;
      i += 2;
    }
    decoded += static_cast<char>(byte);
  }
  return decoded;
}

}  // namespace shunt::web
