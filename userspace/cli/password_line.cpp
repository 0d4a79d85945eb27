// SPDX-License-Identifier: Apache-2.0
#include "cli/password_line.h"

#include "web/authorization.h"

namespace shunt::cli {

core::Result<std::string> read_password_line(std::istream& input) {
  std::string line;
  // One more for the carriage return, and one to see that it is too long.
  for (char c = '\0'; line.size() < web::kMaxPassword + 2 && input.get(c) && c != '\n';) line += c;
  if (line.ends_with('\r')) line.pop_back();
  if (line.empty()) return core::Error("the password is empty; give it on standard input, in one line");
  if (line.size() > web::kMaxPassword)
    return core::Error("the password has more than " + std::to_string(web::kMaxPassword) + " bytes");
  if (line.find('\0') != std::string::npos) return core::Error("the password has a NUL byte; give it as text");
  return line;
}

}  // namespace shunt::cli
