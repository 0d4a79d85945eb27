// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "control/show.h"

namespace shunt::control {
namespace {

std::string_view word(dataplane::ChangeKind kind) {
  switch (kind) {
    case dataplane::ChangeKind::kAdded: return "added";
    case dataplane::ChangeKind::kRemoved: return "removed";
    case dataplane::ChangeKind::kChanged: return "changed";
    case dataplane::ChangeKind::kUnchanged: break;
  }
  return "unchanged";
}

Changes changes_of(const dataplane::PublishReport::Counts& counts) {
  return {counts.added, counts.removed, counts.changed};
}

std::uint64_t recorded_flows(const std::string& name, const Traffic& traffic) {
  std::uint64_t flows = 0;
  for (const auto& service : traffic.publisher().services()) {
    if (service->config.name != name) continue;
    for (const auto& backend : service->backends)
      flows += traffic.upkeep().counts().backends[backend.stats->first()];
  }
  return flows;
}

BackendPlan show(const dataplane::BackendChange& change) {
  return {.address = change.address,
          .change = std::string(word(change.kind)),
          .weight_before = weight_of_share(change.weight_before),
          .weight_after = weight_of_share(change.weight_after),
          .slots_before = change.slots_before,
          .slots_after = change.slots_after};
}

ServicePlan show(const dataplane::ServiceChange& change, const Traffic& traffic) {
  ServicePlan plan{.name = change.name,
                   .change = std::string(word(change.kind)),
                   .backends = {},
                   .table_size = change.table_size,
                   .slots_moved = change.slots_moved,
                   .slots_tracked = change.slots_tracked,
                   .flows_recorded = recorded_flows(change.name, traffic),
                   .breaks = change.breaks};
  for (const auto& backend : change.backends) plan.backends.push_back(show(backend));
  return plan;
}

void fill_changes(auto& report, const dataplane::PublishReport& changes) {
  report.services = changes_of(changes.services);
  report.backends = changes_of(changes.backends);
  report.slots_moved = changes.slots_moved;
  report.slots_tracked = changes.slots_tracked;
}

}  // namespace

void fill(ReloadReport& report, const dataplane::PublishReport& published) {
  fill_changes(report, published);
  report.map_time = published.map_time;
}

void fill(PlanReport& report, const dataplane::PublishReport& planned, const Traffic& traffic) {
  fill_changes(report, planned);
  report.slots_total = planned.slots_total;
  report.breaks = planned.breaks;
  for (const auto& change : planned.changes) report.plan.push_back(show(change, traffic));
}

}  // namespace shunt::control
