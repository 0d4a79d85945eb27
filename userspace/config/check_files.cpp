// SPDX-License-Identifier: Apache-2.0
// What the file names on this machine, and no text can tell whether it is there.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "config/certificates.h"
#include "config/checks.h"
#include "core/trusted_file.h"

namespace shunt::config {
namespace {

/// Debian's bundle of all authorities has 0.2 MB.
constexpr std::size_t kMaxAuthorityBytes = std::size_t{4} << 20;

core::Result<void> look_at(const FileUse& use) {
  if (use.kind == FileKind::kProgram) return core::check_program(use.path);
  const auto text = core::read_regular_file(use.path, kMaxAuthorityBytes);
  if (!text) return text.error();
  return check_certificates(*text);
}

/// Names of directories may hold anything but NUL.
std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, '?');
  return text;
}

}  // namespace

void check_files(const Draft& draft, Findings& findings) {
  std::map<std::pair<FileKind, std::string_view>, std::optional<std::string>> faults;
  for (const FileUse& use : draft.files) {
    if (findings.is_full()) return;
    const auto [known, is_new] = faults.try_emplace({use.kind, use.path});
    if (is_new) {
      if (const auto looked = look_at(use); !looked) known->second = on_one_line(looked.error().message());
    }
    if (known->second)
      findings.error(use.place, std::string(use.key) + ": " + in_quotes(use.path) + ": " + *known->second);
  }
}

}  // namespace shunt::config
