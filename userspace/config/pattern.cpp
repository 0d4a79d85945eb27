// SPDX-License-Identifier: Apache-2.0
#include "config/pattern.h"

#include <re2/re2.h>

#include "config/findings.h"
#include "config/spelling.h"

namespace shunt::config {

std::optional<std::string> pattern_fault(std::string_view pattern) {
  RE2::Options options(RE2::Latin1);
  options.set_max_mem(std::int64_t{1} << 20);
  options.set_log_errors(false);
  const RE2 compiled(re2::StringPiece(pattern.data(), pattern.size()), options);
  if (compiled.ok()) return std::nullopt;
  // RE2 appends the part of the pattern that it means, which may hold anything.
  std::string message = compiled.error();
  const std::string& part = compiled.error_arg();
  if (!part.empty() && message.ends_with(": " + part)) message.resize(message.size() - part.size() - 2);
  if (!is_printable_ascii(message)) return "RE2 refuses it";
  return part.empty() || !is_printable_ascii(part) ? message : message + ": " + in_quotes(part);
}

}  // namespace shunt::config
