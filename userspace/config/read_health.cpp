// SPDX-License-Identifier: Apache-2.0
#include "config/read_health.h"

#include <string>

#include "config/hints.h"
#include "config/read_check.h"
#include "config/scalars.h"

namespace shunt::config {
namespace {

constexpr std::string_view kExpected = "a check such as {type: http, path: /health}, or a list of them";

/// A mapping is a list of one.
std::vector<Node> read_list(Node node, Findings& findings) {
  if (node.kind() == NodeKind::kMapping) return {node};
  std::vector<Node> items;
  if (node.kind() == NodeKind::kScalar) {
    const auto hint = check_key_hint(node.text());
    findings.error(node.place(), "health: expected " + std::string(kExpected) + ", found " + describe(node) +
                                     (hint.empty() ? "" : "; " + hint));
    return items;
  }
  for (const Node item : node.children()) items.push_back(item);
  if (items.empty()) findings.error(node.place(), "health: the list is empty; expected " + std::string(kExpected));
  if (items.size() > model::kMaxChecks) {
    findings.error(items[model::kMaxChecks].place(), "health: there are " + std::to_string(items.size()) +
                                                         " checks; expected at most " +
                                                         std::to_string(model::kMaxChecks));
  }
  return items;
}

}  // namespace

void read_health(const Fields& service_fields, model::Service& service, const ServicePlaces& places,
                 std::vector<FileUse>& files, Findings& findings) {
  if (const auto node = service_fields["health"]) {
    std::vector<model::Check> checks;
    for (const Node item : read_list(*node, findings)) {
      if (findings.is_full()) return;
      if (auto check = read_check(item, {service, places, files, findings})) checks.push_back(std::move(*check));
    }
    service.health.checks = std::move(checks);
  }
  read_failover(service_fields, service, places, findings);
}

}  // namespace shunt::config
