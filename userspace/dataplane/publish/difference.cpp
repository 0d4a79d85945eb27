// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/difference.h"

#include <algorithm>
#include <unordered_map>

#include "dataplane/tracking/slot.h"

namespace shunt::dataplane {
namespace {

using Service = std::shared_ptr<const PublishedService>;
using Backends = std::unordered_map<net::IpAddress, const PublishedBackend*>;

Backends configured_backends(const PublishedService* service) {
  Backends backends;
  if (service == nullptr) return backends;
  for (const auto& backend : service->backends)
    if (!backend.removed) backends.emplace(backend.address, &backend);
  return backends;
}

BackendChange compare(const net::IpAddress& address, const PublishedBackend* before,
                      const PublishedBackend* after) {
  BackendChange change{.address = address};
  if (before != nullptr) {
    change.weight_before = before->share.weight;
    change.slots_before = before->slots;
  }
  if (after != nullptr) {
    change.weight_after = after->share.weight;
    change.slots_after = after->slots;
  }
  if (before == nullptr) {
    change.kind = ChangeKind::kAdded;
  } else if (after == nullptr) {
    change.kind = ChangeKind::kRemoved;
  } else if (before->share != after->share) {
    change.kind = ChangeKind::kChanged;
  }
  return change;
}

std::vector<BackendChange> compare_backends(const PublishedService* before, const PublishedService* after) {
  const auto old_ones = configured_backends(before);
  const auto new_ones = configured_backends(after);
  const auto find = [](const Backends& backends, const net::IpAddress& address) {
    const auto found = backends.find(address);
    return found == backends.end() ? nullptr : found->second;
  };
  std::vector<BackendChange> changes;
  if (after != nullptr) {
    for (const auto& backend : after->backends)
      if (!backend.removed) changes.push_back(compare(backend.address, find(old_ones, backend.address), &backend));
  }
  if (before != nullptr) {
    for (const auto& backend : before->backends)
      if (!backend.removed && !new_ones.contains(backend.address))
        changes.push_back(compare(backend.address, &backend, nullptr));
  }
  return changes;
}

std::vector<std::string> breaks_between(const PublishedService& before, const PublishedService& after) {
  const auto& old_key = before.table->key();
  const auto& new_key = after.table->key();
  std::vector<std::string> breaks;
  if (before.table->slots().empty()) return breaks;
  if (old_key.size != new_key.size) {
    breaks.push_back("its table grows or shrinks from " + std::to_string(old_key.size) + " to " +
                     std::to_string(new_key.size) + " slots; table_size: " + std::to_string(old_key.size) +
                     " keeps it");
  }
  if (old_key.seed != new_key.seed) breaks.emplace_back("its seed changes");
  if (old_key.scheduler != new_key.scheduler) {
    breaks.push_back("its scheduler changes from " + std::string(model::to_string(old_key.scheduler)) + " to " +
                     std::string(model::to_string(new_key.scheduler)));
  }
  if (old_key.source_prefix != new_key.source_prefix) breaks.emplace_back("its source_prefix changes");
  return breaks;
}

// A removed backend's position may have gone to a new one only after no slot named it: positions tell backends
// apart.
std::uint32_t slots_moved(const Table& before, const Table& after) {
  if (&before == &after || before.slots().empty()) return 0;
  if (before.slots().size() != after.slots().size()) return static_cast<std::uint32_t>(after.slots().size());
  std::uint32_t moved = 0;
  for (std::size_t i = 0; i < after.slots().size(); ++i)
    moved += before.slots()[i].current != after.slots()[i].current ? 1 : 0;
  return moved;
}

ServiceChange compare_services(const PublishedService* before, const PublishedService* after) {
  const auto& shown = after != nullptr ? *after : *before;
  ServiceChange change{.name = shown.config.name,
                       .table_size = static_cast<std::uint32_t>(shown.table->slots().size())};
  change.kind = before == nullptr  ? ChangeKind::kAdded
                : after == nullptr ? ChangeKind::kRemoved
                                   : ChangeKind::kChanged;
  change.backends = compare_backends(before, after);
  if (after != nullptr) change.slots_tracked = after->table->migrating() + after->table->tracked();
  if (before == nullptr || after == nullptr) return change;
  change.slots_moved = slots_moved(*before->table, *after->table);
  change.breaks = breaks_between(*before, *after);
  return change;
}

void count(PublishReport::Counts& counts, ChangeKind kind) {
  counts.added += kind == ChangeKind::kAdded ? 1 : 0;
  counts.removed += kind == ChangeKind::kRemoved ? 1 : 0;
  counts.changed += kind == ChangeKind::kChanged ? 1 : 0;
}

void add(PublishReport& report, ServiceChange change) {
  count(report.services, change.kind);
  if (change.kind == ChangeKind::kChanged)
    for (const auto& backend : change.backends) count(report.backends, backend.kind);
  report.slots_moved += change.slots_moved;
  for (const auto& text : change.breaks) report.breaks.push_back("service " + change.name + ": " + text);
  report.changes.push_back(std::move(change));
}

// Also what only changes how the service is told or found: ports, name of the forwarding.
bool differ(const PublishedService& before, const PublishedService& after) {
  return before.config != after.config || before.table != after.table ||
         !std::ranges::equal(before.backends, after.backends, [](const auto& a, const auto& b) {
           return a.address == b.address && a.share == b.share && a.removed == b.removed;
         });
}

}  // namespace

PublishReport report_differences(const std::vector<Service>& before, const std::vector<Service>& after) {
  PublishReport report;
  std::unordered_map<std::string, const PublishedService*> old_ones;
  for (const auto& service : before) old_ones.emplace(service->config.name, service.get());
  for (const auto& service : after) {
    report.slots_total += service->table->slots().size();
    report.slots_tracked += service->table->migrating() + service->table->tracked();
    const auto old = old_ones.find(service->config.name);
    if (old == old_ones.end()) {
      add(report, compare_services(nullptr, service.get()));
      continue;
    }
    if (old->second != service.get() && differ(*old->second, *service))
      add(report, compare_services(old->second, service.get()));
    old_ones.erase(old);
  }
  for (const auto& service : before)
    if (old_ones.contains(service->config.name)) add(report, compare_services(service.get(), nullptr));
  return report;
}

}  // namespace shunt::dataplane
