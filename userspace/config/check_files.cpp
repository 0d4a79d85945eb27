// SPDX-License-Identifier: Apache-2.0
// What the file names on this machine, and no text can tell whether it is there.
#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>
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

/// For a program that is not there: how to write arguments, if its path seems to hold some; else nothing.
std::string arguments_remedy(const FileUse& use) {
  constexpr std::string_view kPlain =  // what a list of YAML's takes without quotes
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./=+ ";
  std::error_code error;
  const auto space = use.path.find(' ');
  if (use.kind != FileKind::kProgram || space == std::string::npos || std::filesystem::exists(use.path, error))
    return "";
  std::string list = use.path.substr(0, space);
  if (use.path.find_first_not_of(kPlain) == std::string::npos) {
    std::istringstream words(use.path.substr(space));
    for (std::string word; words >> word;) list += ", " + word;
  } else {
    list += ", ARGUMENT, ...";
  }
  return "; a command with arguments is a list: [" + list + "]";
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
      if (const auto looked = look_at(use); !looked)
        known->second = on_one_line(looked.error().message() + arguments_remedy(use));
    }
    if (known->second)
      findings.error(use.place, std::string(use.key) + ": " + in_quotes(use.path) + ": " + *known->second);
  }
}

}  // namespace shunt::config
