// SPDX-License-Identifier: Apache-2.0
#include "config/pairs.h"

#include <algorithm>
#include <unordered_map>

#include "config/scalars.h"

namespace shunt::config {
namespace {

std::string folded(std::string_view name, bool ignore_case) {
  std::string result(name);
  if (!ignore_case) return result;
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

/// One pair. `lines` knows the names so far.
void take_pair(Node name, Node value, const PairRules& rules, std::unordered_map<std::string, unsigned>& lines,
               Pairs& pairs, Findings& findings) {
  const std::string key(rules.key);
  if (name.kind() != NodeKind::kScalar) {
    findings.error(name.place(), key + ": expected a name, found " + describe(name));
    return;
  }
  if (const auto fault = rules.name_fault(name.text()); !fault.empty()) {
    findings.error(name.place(), key + ": " + in_quotes(name.text()) + fault);
    return;
  }
  const auto [known, is_new] = lines.try_emplace(folded(name.text(), rules.ignore_case), name.place().line);
  if (!is_new) {
    findings.error(name.place(), key + ": duplicate " + in_quotes(name.text()) + "; it stands in line " +
                                     std::to_string(known->second) + " already");
    return;
  }
  const auto text = read_text(value, std::string(name.text()), "a text ('' for none)", findings);
  if (!text) return;
  if (const auto fault = rules.value_fault(*text); !fault.empty()) {
    findings.error(value.place(), key + ": the value of " + in_quotes(name.text()) + fault);
    return;
  }
  pairs.emplace_back(name.text(), *text);
}

}  // namespace

Pairs read_pairs(Node node, const PairRules& rules, Findings& findings) {
  Pairs pairs;
  if (node.kind() != NodeKind::kMapping) {
    const bool is_text = node.kind() == NodeKind::kScalar && !node.is_null();  // which may be a secret
    findings.error(node.place(), std::string(rules.key) + ": expected " + std::string(rules.expected) +
                                     ", found " + (is_text ? "a text" : describe(node)));
    return pairs;
  }
  std::unordered_map<std::string, unsigned> lines;
  std::size_t count = 0;
  const auto children = node.children();
  for (auto child = children.begin(); child != children.end(); ++child) {
    if (findings.is_full()) return pairs;
    const Node name = *child;
    ++child;
    if (++count > rules.max) {
      findings.error(name.place(),
                     std::string(rules.key) + ": more than " + std::to_string(rules.max) + "; expected fewer");
      return pairs;
    }
    take_pair(name, *child, rules, lines, pairs, findings);
  }
  return pairs;
}

}  // namespace shunt::config
