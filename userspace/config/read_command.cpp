// SPDX-License-Identifier: Apache-2.0
#include "config/read_command.h"

#include <algorithm>

#include "config/pairs.h"
#include "config/scalars.h"
#include "config/spelling.h"

namespace shunt::config {
namespace {

constexpr std::string_view kExpected =
    "a list such as [/usr/local/lib/shunt/notify, --quiet], or an absolute path";

/// What a program cannot be given, or nothing.
std::string argument_fault(std::string_view text) {
  if (text.size() > kMaxTextValue)
    return " has " + std::to_string(text.size()) + " bytes; expected at most " + std::to_string(kMaxTextValue);
  return text.find('\0') != std::string_view::npos ? " holds a NUL byte; expected none" : "";
}

bool is_variable_name(std::string_view text) {
  const bool begins = !text.empty() && (text.front() < '0' || text.front() > '9');
  return begins && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

}  // namespace

std::vector<std::string> read_command(Node node, std::vector<FileUse>& files, Findings& findings) {
  const auto items = read_items(node, "command", kExpected, findings);
  if (items.empty() && node.kind() == NodeKind::kSequence)
    findings.error(node.place(), "command: the list is empty; expected " + std::string(kExpected));
  if (items.size() > kMaxArguments)
    findings.error(items[kMaxArguments].place(), "command: there are " + std::to_string(items.size()) +
                                                     " words; expected at most " + std::to_string(kMaxArguments));
  std::vector<std::string> command;
  for (const Node item : items) {
    if (findings.is_full()) return {};
    const auto text = read_text(item, "command", command.empty() ? kExpected : "a text", findings);
    if (!text) continue;
    if (const auto fault = argument_fault(*text); !fault.empty()) {
      findings.error(item.place(), "command: an argument" + fault);
    } else {
      command.emplace_back(*text);
    }
  }
  if (command.empty() || command.size() != items.size() || items.size() > kMaxArguments) return {};
  if (!is_absolute_path(command[0])) {
    findings.error(items[0].place(), "command: expected an absolute path, found " + in_quotes(command[0]));
    return {};
  }
  files.push_back({FileKind::kProgram, "command", command[0], items[0].place()});
  return command;
}

std::vector<std::pair<std::string, std::string>> read_environment(Node node, Findings& findings) {
  const PairRules rules{
      .key = "environment",
      .expected = "a mapping such as {TOKEN_FILE: /etc/shunt/token}",
      .max = kMaxEnvironment,
      .ignore_case = false,
      .name_fault = [](std::string_view name) -> std::string {
        if (name.size() <= kMaxTextValue && is_variable_name(name)) return "";
        return " is no name of a variable; expected letters, digits and underscores, and no digit first";
      },
      .value_fault = argument_fault};
  return read_pairs(node, rules, findings);
}

}  // namespace shunt::config
