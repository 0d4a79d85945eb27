// SPDX-License-Identifier: Apache-2.0
#include "unit/web/openapi_file.h"

#include <filesystem>
#include <utility>

#include "config/document.h"
#include "config/findings.h"
#include "config/yaml.h"
#include "core/read_file.h"

namespace shunt::test {
namespace {

using Json = nlohmann::json;

Json to_tree(config::Node node) {
  if (node.kind() == config::NodeKind::kScalar) return std::string(node.text());
  Json tree = node.kind() == config::NodeKind::kSequence ? Json::array() : Json::object();
  std::string key;
  bool is_key = true;
  for (const config::Node child : node.children()) {
    if (tree.is_array()) {
      tree.push_back(to_tree(child));
    } else if (std::exchange(is_key, !is_key)) {
      key = child.text();
    } else {
      tree[key] = to_tree(child);
    }
  }
  return tree;
}

}  // namespace

Json openapi_file() {
  const auto text = core::read_file(std::filesystem::path(SHUNT_SOURCE_DIR) / "docs/openapi.yaml", 1 << 20);
  if (!text) return {};
  config::Findings findings;
  const config::Document document = config::parse_yaml(*text, findings);
  return document.empty() ? Json() : to_tree(document.root());
}

}  // namespace shunt::test
