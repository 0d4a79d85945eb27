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
#include "config/users.h"
#include "core/trusted_file.h"

namespace shunt::config {
namespace {

/// Debian's bundle of all authorities has 0.2 MB.
constexpr std::size_t kMaxAuthorityBytes = std::size_t{4} << 20;

core::Result<void> look_at(const FileUse& use) {
  if (use.kind == FileKind::kProgram) return core::check_program(use.path);
  const bool secret = use.kind == FileKind::kUsers || use.kind == FileKind::kKey;
  const auto text = secret ? core::read_secret_file(use.path, kMaxAuthorityBytes)
                           : core::read_regular_file(use.path, kMaxAuthorityBytes);
  if (!text) return text.error();
  if (use.kind == FileKind::kKey) return check_key("", *text);
  if (use.kind != FileKind::kUsers) return check_certificates(*text);
  const auto users = parse_users(*text);
  return users ? core::Result<void>() : users.error();
}

/// What two files have to say of each other. Each for itself was looked at.
void check_pair(const FileUse& certificate, const FileUse& key, Findings& findings) {
  const auto chain = core::read_regular_file(certificate.path, kMaxAuthorityBytes);
  const auto secret = core::read_secret_file(key.path, kMaxAuthorityBytes);
  if (!chain || !secret) return;
  if (is_expired(*chain))
    findings.warning(certificate.place, "certificate: " + in_quotes(certificate.path) + " has expired");
  if (!check_key("", *secret)) return;
  if (const auto fits = check_key(*chain, *secret); !fits) {
    findings.error(key.place, "key: " + in_quotes(key.path) + ": " + fits.error().message());
  } else if (const auto usable = check_usable(*chain, *secret); !usable) {
    findings.error(certificate.place,
                   "certificate: " + in_quotes(certificate.path) + ": " + usable.error().message());
  }
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
  for (std::size_t i = 1; i < draft.files.size(); ++i) {
    if (draft.files[i - 1].kind == FileKind::kCertificate && draft.files[i].kind == FileKind::kKey)
      check_pair(draft.files[i - 1], draft.files[i], findings);
  }
}

}  // namespace shunt::config
