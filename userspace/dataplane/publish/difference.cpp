// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/difference.h"

#include <algorithm>

namespace shunt::dataplane {
namespace {

void count_backends(const PublishedService& before, const PublishedService& after, PublishReport::Counts& counts) {
  std::unordered_map<net::IpAddress, std::uint32_t> weights;
  for (const auto& backend : before.backends) weights.emplace(backend.address, backend.weight);
  std::uint32_t kept = 0;
  for (const auto& backend : after.backends) {
    const auto old = weights.find(backend.address);
    if (old == weights.end()) {
      ++counts.added;
      continue;
    }
    ++kept;
    if (old->second != backend.weight) ++counts.changed;
  }
  counts.removed += static_cast<std::uint32_t>(before.backends.size()) - kept;
}

// A table of another size moves them all: nothing says where they were.
std::uint64_t slots_moved(const PublishedService& before, const PublishedService& after) {
  const auto& old_positions = before.table->positions;
  const auto& new_positions = after.table->positions;
  if (old_positions.empty()) return 0;
  if (old_positions.size() != new_positions.size()) return old_positions.size();
  // Positions are kept, but a removed backend's may have gone to a new one.
  std::unordered_map<std::uint32_t, net::IpAddress> old_address;
  for (const auto& backend : before.backends) old_address.emplace(backend.position, backend.address);
  std::unordered_map<std::uint32_t, bool> same;
  for (const auto& backend : after.backends) {
    const auto old = old_address.find(backend.position);
    same.emplace(backend.position, old != old_address.end() && old->second == backend.address);
  }
  std::uint64_t moved = 0;
  for (std::size_t slot = 0; slot < new_positions.size(); ++slot) {
    if (old_positions[slot] != new_positions[slot] || !same[new_positions[slot]]) ++moved;
  }
  return moved;
}

}  // namespace

void count_differences(
    const std::vector<std::shared_ptr<const PublishedService>>& before,
    const std::vector<std::shared_ptr<const PublishedService>>& after,
    const std::unordered_map<std::string, std::shared_ptr<const PublishedService>>& before_by_name,
    PublishReport& report) {
  std::uint32_t kept = 0;
  for (const auto& service : after) {
    const auto old = before_by_name.find(service->config.name);
    if (old == before_by_name.end()) {
      ++report.services.added;
      continue;
    }
    ++kept;
    if (old->second == service || old->second->config == service->config) continue;
    ++report.services.changed;
    count_backends(*old->second, *service, report.backends);
    report.slots_moved += slots_moved(*old->second, *service);
  }
  report.services.removed = static_cast<std::uint32_t>(before.size()) - kept;
}

}  // namespace shunt::dataplane
