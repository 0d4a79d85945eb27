// SPDX-License-Identifier: Apache-2.0
// The controller, asked over its UNIX socket. Blocking: a command asks once and ends.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.h"

namespace shunt::cli {

struct Question {
  std::string_view method;
  std::string target;  ///< path and query, percent-encoded
  std::string body{};
};

struct Answer {
  unsigned status = 0;  ///< of HTTP
  std::string body;
};

/// An error says whether the controller is there, may be reached, and answers within a minute.
/// @param pin_dir looked at only to say whether traffic flows without a controller
core::Result<Answer> ask(const std::filesystem::path& socket, const std::filesystem::path& pin_dir,
                         const Question& question);

/// RFC 3986, section 2.1: all but unreserved characters encoded.
std::string percent_encoded(std::string_view text);

}  // namespace shunt::cli
