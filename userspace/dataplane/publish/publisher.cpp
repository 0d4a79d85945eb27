// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/publisher.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <set>
#include <utility>

#include "dataplane/index/index.h"
#include "dataplane/publish/backend_row.h"
#include "dataplane/publish/difference.h"
#include "scheduler/table_size.h"

namespace shunt::dataplane {
namespace {

core::Error too_small(std::string_view what, std::string_view key) {
  return core::Error("no room for " + std::string(what) + "; raise " + std::string(key) +
                     " in the configuration and restart");
}

bool same_rows(const std::vector<shunt_backend>& left, const std::vector<shunt_backend>& right) {
  return left.size() == right.size() &&
         std::memcmp(left.data(), right.data(), left.size() * sizeof(shunt_backend)) == 0;
}

// The rows of the service's block with next_hop 0; free positions stay zero, which is "none".
std::vector<shunt_backend> make_rows(const PublishedService& service, const DesiredState& desired) {
  std::vector<shunt_backend> rows;
  for (const auto& backend : service.backends) {
    if (rows.size() <= backend.position) rows.resize(backend.position + 1);
    const auto known = desired.egress.find(backend.address);
    const Egress egress = known == desired.egress.end() ? Egress{} : known->second;
    rows[backend.position] =
        make_backend_row(service.config, backend.address, egress, desired.gue_port, backend.stats->first());
  }
  return rows;
}

}  // namespace

Publisher::Publisher(MapMemory memory, const MapSizes& sizes, PublisherHooks hooks)
    : memory_(memory),
      sizes_(sizes),
      hooks_(std::move(hooks)),
      next_hop_rows_(memory.next_hops),
      tables_(memory.slots),
      blocks_(1, static_cast<std::uint32_t>(memory.backends.size())),
      backend_ids_(sizes.backend_stats, hooks_.clear_backend_stats),
      service_ids_(sizes.service_drops, hooks_.clear_service_drops) {}

core::Result<PublishReport> Publisher::publish(const DesiredState& desired) {
  auto next_hops = acquire_next_hops(desired);
  if (!next_hops) return next_hops.error();
  auto staged = stage(desired, *next_hops);
  if (!staged) return staged.error();
  const bool same = *staged == services_ && desired.flow_seed == flow_seed_ && generation_ != 0;
  std::optional<IndexImage> image;
  if (!same) {
    auto built = make_index(*staged);
    if (!built) return built.error();
    image = *std::move(built);
  }

  PublishReport report;
  count_differences(services_, *staged, by_name_, report);
  services_ = *std::move(staged);
  const auto started = std::chrono::steady_clock::now();
  store_next_hops(*next_hops);
  if (image) {
    flow_seed_ = desired.flow_seed;
    write_index(*image);
    activate();
    by_name_.clear();
    for (const auto& service : services_) by_name_.emplace(service->config.name, service);
    reclaim();
  }
  report.map_time =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
  return report;
}

core::Result<Publisher::NextHopOf> Publisher::acquire_next_hops(const DesiredState& desired) {
  if (auto rows = try_acquire_next_hops(desired)) return *std::move(rows);
  reclaim();  // rows of next hops that have changed since the last publication
  if (auto rows = try_acquire_next_hops(desired)) return *std::move(rows);
  return core::Error("more than " + std::to_string(SHUNT_MAX_NEXT_HOPS - 1) +
                     " distinct next hops; put the backends behind a router");
}

std::optional<Publisher::NextHopOf> Publisher::try_acquire_next_hops(const DesiredState& desired) {
  NextHopOf rows;
  rows.reserve(desired.egress.size());
  for (const auto& [backend, egress] : desired.egress) {
    if (!egress.next_hop) continue;
    const auto row = next_hop_rows_.acquire(*egress.next_hop);
    if (!row) return std::nullopt;
    rows.emplace(backend, NextHop{.row = *row, .on_link = egress.on_link});
  }
  return rows;
}

core::Result<std::vector<Publisher::Service>> Publisher::stage(const DesiredState& desired,
                                                               const NextHopOf& next_hops) {
  std::vector<Service> staged;
  staged.reserve(desired.services.size());
  for (const auto& service : desired.services) {
    const auto before = by_name_.find(service.name);
    auto next = stage_service(service, before == by_name_.end() ? nullptr : before->second, desired, next_hops);
    if (!next) {
      staged.clear();
      reclaim();
      return next.error().within("service " + service.name);
    }
    staged.push_back(*std::move(next));
  }
  return staged;
}

core::Result<Publisher::Service> Publisher::stage_service(const model::Service& service, const Service& before,
                                                          const DesiredState& desired,
                                                          const NextHopOf& next_hops) {
  auto next = std::make_shared<PublishedService>();
  next->config = service;
  next->id = before ? before->id : service_ids_.acquire();
  if (!next->id) return too_small("another service", "limits.services");
  if (auto placed = place_backends(*next, before.get()); !placed) return placed.error();
  next->rows = make_rows(*next, desired);
  const bool rows_stay = before && same_rows(before->rows, next->rows);
  if (rows_stay && before->config == service) return before;
  if (auto built = build_table(*next); !built) return built.error();
  if (rows_stay) {
    next->block = before->block;
  } else if (auto written = write_block(*next, next_hops); !written) {
    return written.error();
  }
  return Service(std::move(next));
}

// A backend keeps its position and its counters as long as it is in the service: what a flow is bound to stays.
core::Result<void> Publisher::place_backends(PublishedService& service, const PublishedService* before) {
  std::unordered_map<net::IpAddress, const PublishedBackend*> known;
  if (before != nullptr) {
    for (const auto& backend : before->backends) known.emplace(backend.address, &backend);
  }
  std::set<std::uint32_t> taken;
  for (const auto& backend : service.config.backends) {
    if (const auto old = known.find(backend.address); old != known.end()) taken.insert(old->second->position);
  }
  std::uint32_t free = 0;
  for (const auto& backend : service.config.backends) {
    PublishedBackend placed{.address = backend.address, .weight = backend.weight};
    if (const auto old = known.find(backend.address); old != known.end()) {
      placed.position = old->second->position;
      placed.stats = old->second->stats;
    } else {
      while (taken.contains(free)) ++free;
      placed.position = free++;
      placed.stats = backend_ids_.acquire();
      if (!placed.stats) return too_small("another backend", "limits.backends");
    }
    service.backends.push_back(std::move(placed));
  }
  return {};
}

core::Result<void> Publisher::build_table(PublishedService& service) {
  Tables::Key key;
  key.size = service.config.table_size.value_or(scheduler::choose_table_size(service.backends.size()));
  key.seed = service.config.seed;
  key.candidates.resize(service.rows.size(), {.address = {}, .weight = 0});
  for (const auto& backend : service.backends) {
    key.candidates[backend.position] = {.address = backend.address, .weight = backend.weight};
  }
  service.table = tables_.acquire(key);
  if (!service.table) return too_small("a table of " + std::to_string(key.size) + " slots", "limits.slots");
  std::vector<std::uint32_t> slots(service.rows.size());
  for (const auto position : service.table->positions) ++slots[position];
  for (auto& backend : service.backends) backend.slots = slots[backend.position];
  return {};
}

core::Result<void> Publisher::write_block(PublishedService& service, const NextHopOf& next_hops) {
  if (service.rows.empty()) return {};
  service.block = blocks_.acquire(static_cast<std::uint32_t>(service.rows.size()));
  if (!service.block) return too_small("its backends", "limits.backends");
  const auto block = memory_.backends.subspan(service.block->first(), service.block->count());
  std::ranges::copy(service.rows, block.begin());
  for (const auto& backend : service.backends)
    block[backend.position].next_hop = next_hop_row(service, backend.address, next_hops);
  return {};
}

core::Result<IndexImage> Publisher::make_index(const std::vector<Service>& staged) const {
  std::vector<IndexEntry> entries;
  entries.reserve(staged.size());
  for (const auto& service : staged) {
    entries.push_back({.vip = service->config.vip, .ports = service->config.ports, .service = service->row()});
  }
  return build_index(entries, sizes_.index_rows, sizes_.rules);
}

void Publisher::write_index(const IndexImage& image) {
  const std::uint32_t half = (memory_.control->active & 1) ^ 1;
  std::ranges::copy(image.rows, memory_.index.subspan(std::size_t{half} * sizes_.index_rows).begin());
  std::ranges::copy(image.rules, memory_.rules.subspan(std::size_t{half} * sizes_.rules).begin());
  auto& generation = memory_.control->generations[half];
  generation = image.generation;
  generation.number = generation_ + 1;
  generation.flow_seed = flow_seed_;
}

// 0, unresolved: unknown, or behind a gateway, which would not take a frame with the VIP for the backend.
std::uint32_t Publisher::next_hop_row(const PublishedService& service, const net::IpAddress& backend,
                                      const NextHopOf& next_hops) {
  const auto known = next_hops.find(backend);
  if (known == next_hops.end()) return 0;
  if (service.config.forwarding == model::Forwarding::kL2 && !known->second.on_link) return 0;
  return known->second.row;
}

// In place: each is one aligned word, and the row that it names was written before.
void Publisher::store_next_hops(const NextHopOf& next_hops) {
  for (const auto& service : services_) {
    if (!service->block) continue;
    const auto block = memory_.backends.subspan(service->block->first(), service->block->count());
    for (const auto& backend : service->backends) {
      const auto row = next_hop_row(*service, backend.address, next_hops);
      auto* field = &block[backend.position].next_hop;
      if (*field != row) __atomic_store_n(field, row, __ATOMIC_RELEASE);
    }
  }
}

// The publication. Packets read `active` once each; x86 and the release store keep the order of what went before.
void Publisher::activate() {
  __atomic_store_n(&memory_.control->active, (memory_.control->active & 1) ^ 1, __ATOMIC_RELEASE);
  ++generation_;
}

// From here on, no packet sees what the last publication replaced.
void Publisher::reclaim() {
  hooks_.wait_for_packets();
  blocks_.reclaim();
  backend_ids_.reclaim();
  service_ids_.reclaim();
  tables_.reclaim();
  std::vector<bool> live(memory_.next_hops.size());
  for (const auto& service : services_) {
    if (!service->block) continue;
    for (const auto& row : memory_.backends.subspan(service->block->first(), service->block->count())) {
      live[row.next_hop] = true;
    }
  }
  next_hop_rows_.keep_only(live);
}

}  // namespace shunt::dataplane
