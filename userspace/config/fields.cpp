// SPDX-License-Identifier: Apache-2.0
#include "config/fields.h"

#include <vector>

namespace shunt::config {
namespace {

std::string key_names(std::span<const Key> keys) {
  std::string text;
  for (const auto& key : keys) {
    if (key.unsupported.empty()) text += (text.empty() ? "" : ", ") + std::string(key.name);
  }
  return text;
}

}  // namespace

Fields::Fields(Node mapping, std::span<const Key> keys, std::string_view of, Findings& findings, Hint hint)
    : keys_(keys.first(std::min(keys.size(), kMaxKeys))), of_(of), hint_(hint) {
  const auto children = mapping.children();
  for (auto child = children.begin(); child != children.end(); ++child) {
    if (findings.is_full()) return;
    const Node key = *child;
    ++child;
    take(key, *child, findings);
  }
  report_missing(mapping.place(), findings);
}

std::optional<Node> Fields::operator[](std::string_view key) const {
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (keys_[i].name == key) return values_[i];
  }
  return std::nullopt;
}

void Fields::take(Node key, Node value, Findings& findings) {
  if (key.kind() != NodeKind::kScalar) {
    findings.error(key.place(), "expected a key, found " + describe(key));
    return;
  }
  const auto name = key.text();
  std::size_t i = 0;
  while (i < keys_.size() && keys_[i].name != name) ++i;
  if (i == keys_.size()) {
    report_unknown(key, findings);
  } else if (lines_[i] != 0) {
    findings.error(key.place(), "duplicate key " + in_quotes(name) + " in " + std::string(of_) +
                                    "; it stands in line " + std::to_string(lines_[i]) + " already");
  } else {
    lines_[i] = key.place().line;
    if (keys_[i].unsupported.empty()) {
      values_[i] = value;
    } else {
      findings.error(key.place(), std::string(name) + ": " + std::string(keys_[i].unsupported));
    }
  }
}

void Fields::report_unknown(Node key, Findings& findings) const {
  std::vector<std::string_view> names;
  for (const auto& known : keys_) names.push_back(known.name);
  const auto name = key.text();
  const auto hint = hint_ != nullptr ? hint_(name) : "";
  const auto near = nearest(name, names);
  std::string remedy = "expected one of: " + key_names(keys_);
  if (near) remedy = "did you mean \"" + std::string(*near) + "\"?";
  if (!hint.empty()) remedy = hint;
  findings.error(key.place(),
                 "unknown key " + in_quotes(name) + " in " + std::string(of_) + "; " + std::move(remedy));
}

void Fields::report_missing(Place place, Findings& findings) const {
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (lines_[i] != 0 || keys_[i].expected.empty()) continue;
    findings.error(place, "missing key \"" + std::string(keys_[i].name) + "\" in " + std::string(of_) +
                              "; expected " + std::string(keys_[i].expected));
  }
}

std::optional<Fields> read_mapping(Node node, std::span<const Key> keys, std::string_view of, Findings& findings,
                                   Hint hint) {
  if (node.kind() == NodeKind::kMapping) return Fields(node, keys, of, findings, hint);
  const auto known = hint != nullptr && node.kind() == NodeKind::kScalar ? hint(node.text()) : "";
  findings.error(node.place(), "expected " + std::string(of) + " as a mapping with the keys " + key_names(keys) +
                                   ", found " + describe(node) + (known.empty() ? "" : "; " + known));
  return std::nullopt;
}

}  // namespace shunt::config
