// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "config/fields.h"
#include "config/read_globals.h"
#include "config/scalars.h"
#include "config/words.h"
#include "net/interface_name.h"

namespace shunt::config {
namespace {

std::optional<std::string> read_name(Node node, Findings& findings) {
  const auto text = read_text(node, "interfaces", net::kInterfaceNameExpected, findings);
  if (!text) return std::nullopt;
  if (net::is_interface_name(*text)) return std::string(*text);
  report_unexpected(node, "interfaces", net::kInterfaceNameExpected, findings);
  return std::nullopt;
}

/// @return the node of the name, if the item has one
std::optional<Node> read_interface(Node node, model::Interface& interface, Findings& findings) {
  constexpr std::array<Key, 2> kKeys{{{"name", net::kInterfaceNameExpected}, {"mode"}}};
  if (node.kind() == NodeKind::kScalar) return node;
  const auto fields = read_mapping(node, kKeys, "an interface", findings);
  if (!fields) return std::nullopt;
  interface.mode = read_value((*fields)["mode"], "mode", model::kAttachModes, findings).value_or(interface.mode);
  return (*fields)["name"];
}

}  // namespace

std::vector<model::Interface> read_interfaces(Node node, Findings& findings) {
  std::vector<model::Interface> interfaces;
  std::unordered_map<std::string, unsigned> lines;
  constexpr std::string_view kExpected = "a list of interfaces, each a name or {name: eth0, mode: auto}";
  const auto items = read_items(node, "interfaces", kExpected, findings);
  if (items.size() > model::kMaxInterfaces) {
    findings.error(items[model::kMaxInterfaces].place(), "interfaces: there are " + std::to_string(items.size()) +
                                                             "; expected at most " +
                                                             std::to_string(model::kMaxInterfaces));
  }
  for (const Node item : items) {
    if (findings.is_full()) break;
    model::Interface interface;
    const auto name_node = read_interface(item, interface, findings);
    const auto name = name_node ? read_name(*name_node, findings) : std::nullopt;
    if (!name) continue;
    const auto [known, is_new] = lines.try_emplace(*name, name_node->place().line);
    if (!is_new) {
      findings.error(name_node->place(), "duplicate interface " + in_quotes(*name) + "; it stands in line " +
                                             std::to_string(known->second) + " already");
      continue;
    }
    interface.name = *name;
    interfaces.push_back(std::move(interface));
  }
  return interfaces;
}

}  // namespace shunt::config
