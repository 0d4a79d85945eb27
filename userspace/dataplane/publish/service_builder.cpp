// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/service_builder.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

#include "dataplane/publish/backend_row.h"
#include "scheduler/table_size.h"

namespace shunt::dataplane {
namespace {

core::Error too_small(std::string_view what, std::string_view key) {
  return core::Error("no room for " + std::string(what) + "; raise " + std::string(key) +
                     " in the configuration and restart");
}

core::Error not_inherited(std::string_view what) {
  return core::Error(std::string(what) + " of the former controller does not fit into the limits of this one");
}

bool same_rows(const std::vector<shunt_backend>& left, const std::vector<shunt_backend>& right) {
  return left.size() == right.size() &&
         std::memcmp(left.data(), right.data(), left.size() * sizeof(shunt_backend)) == 0;
}

// The rows of the service's block with next_hop and weight 0; free positions stay zero, which is "none".
std::vector<shunt_backend> make_rows(const PublishedService& service, const DesiredState& desired) {
  std::vector<shunt_backend> rows(1);
  for (const auto& backend : service.backends) {
    if (rows.size() <= backend.position) rows.resize(backend.position + 1);
    const auto known = desired.egress.find(backend.address);
    const Egress egress = known == desired.egress.end() ? Egress{} : known->second;
    rows[backend.position] = make_backend_row(service.config.forwarding, service.config.vip.address().family(),
                                              backend.address, egress, desired.gue_port, backend.stats->first());
  }
  return rows;
}

bool same_shares(const PublishedService& left, const PublishedService& right) {
  const auto same = [](const PublishedBackend& a, const PublishedBackend& b) {
    return a.address == b.address && a.share == b.share && a.removed == b.removed;
  };
  return std::ranges::equal(left.backends, right.backends, same);
}

void count_slots(PublishedService& service) {
  std::vector<std::uint32_t> slots(service.rows.size());
  for (const auto& slot : service.table->slots()) ++slots[slot.current];
  for (auto& backend : service.backends) backend.slots = slots[backend.position];
}

TableKey key_of(const PublishedService& service, std::size_t configured) {
  TableKey key;
  key.size = service.config.table_size.value_or(scheduler::choose_table_size(configured));
  key.seed = service.config.seed;
  key.scheduler = service.config.scheduler;
  key.source_prefix = service.config.source_prefix;
  key.candidates.resize(service.rows.size(), {.address = {}, .weight = 0});
  key.alive.resize(service.rows.size());
  for (const auto& backend : service.backends) {
    key.candidates[backend.position] = {.address = backend.address, .weight = backend.share.weight};
    key.alive[backend.position] = backend.share.alive;
  }
  return key;
}

}  // namespace

ServiceBuilder::ServiceBuilder(const MapMemory& memory, const MapSizes& sizes, Clear clear)
    : memory_(memory),
      tables_(memory.slots),
      blocks_(1, static_cast<std::uint32_t>(memory.backends.size())),
      backend_ids_(sizes.backend_stats, std::move(clear.backend_stats)),
      service_ids_(sizes.service_drops, std::move(clear.service_drops)) {}

core::Result<ServiceBuilder::Service> ServiceBuilder::build(const DesiredService& desired, const Service& before,
                                                            const DesiredState& state, bool in_place) {
  auto next = std::make_shared<PublishedService>();
  next->config = *desired.config;
  next->id = before ? before->id : service_ids_.acquire();
  if (!next->id) return too_small("another service", "limits.services");
  if (auto placed = place_backends(*next, desired, before.get()); !placed) return placed.error();
  next->rows = make_rows(*next, state);
  const bool rows_stay = before && before->block && same_rows(before->rows, next->rows);
  if (rows_stay && before->config == next->config && same_shares(*before, *next)) return before;
  if (auto built = build_table(*next, before.get(), state.clock, in_place && rows_stay); !built)
    return built.error();
  if (rows_stay) {
    next->block = before->block;
  } else if (auto written = write_block(*next); !written) {
    return written.error();
  }
  return Service(std::move(next));
}

// A backend keeps its position and its id as long as it is in the service, and after that until its flows are
// over: what a flow is bound to stays.
core::Result<void> ServiceBuilder::place_backends(PublishedService& service, const DesiredService& desired,
                                                  const PublishedService* before) {
  std::unordered_map<net::IpAddress, const PublishedBackend*> known;
  std::set<std::uint32_t> taken{0};
  if (before != nullptr) {
    for (const auto& backend : before->backends) {
      if (backend.removed && over_.contains(backend.stats->first())) continue;
      known.emplace(backend.address, &backend);
      taken.insert(backend.position);
    }
  }
  std::uint32_t free = 0;
  for (std::size_t i = 0; i < service.config.backends.size(); ++i) {
    PublishedBackend placed{.address = service.config.backends[i].address, .share = desired.shares[i]};
    if (const auto old = known.find(placed.address); old != known.end()) {
      placed.position = old->second->position;
      placed.stats = old->second->stats;
      known.erase(old);
    } else {
      while (taken.contains(free)) ++free;
      placed.position = free++;
      placed.stats = backend_ids_.acquire();
      if (!placed.stats) return too_small("another backend", "limits.backends");
    }
    service.backends.push_back(std::move(placed));
  }
  if (before == nullptr) return {};
  for (const auto& backend : before->backends) {
    if (!known.contains(backend.address)) continue;
    auto& removed = service.backends.emplace_back(backend);
    removed.removed = true;
    removed.share.weight = 0;
  }
  return {};
}

core::Result<void> ServiceBuilder::build_table(PublishedService& service, const PublishedService* before,
                                               std::uint32_t clock, bool in_place) {
  const auto key = key_of(service, service.config.backends.size());
  static const std::shared_ptr<Table> kNone;
  service.table = tables_.acquire(key, before == nullptr ? kNone : before->table, in_place, clock);
  if (!service.table) return too_small("a table of " + std::to_string(key.size) + " slots", "limits.slots");
  count_slots(service);
  return {};
}

core::Result<void> ServiceBuilder::write_block(PublishedService& service) {
  service.block = blocks_.acquire(static_cast<std::uint32_t>(service.rows.size()));
  if (!service.block) return too_small("its backends", "limits.backends");
  std::ranges::copy(service.rows,
                    memory_.backends.subspan(service.block->first(), service.block->count()).begin());
  return {};
}

core::Result<ServiceBuilder::Service> ServiceBuilder::restore(const InheritedService& inherited,
                                                              std::uint32_t clock) {
  auto service = std::make_shared<PublishedService>();
  service->config.name = inherited.name;
  service->config.scheduler = inherited.scheduler;
  service->config.source_prefix = inherited.source_prefix;
  service->config.seed = inherited.seed;
  service->config.table_size = inherited.table_size;
  service->id = service_ids_.acquire_at(inherited.id);
  if (!service->id) return not_inherited("a service");
  service->rows.resize(std::max(1U, inherited.block_rows));
  for (const auto& backend : inherited.backends) {
    PublishedBackend placed{.address = backend.address,
                            .share = {.weight = backend.row.weight, .alive = true},
                            .position = backend.position,
                            .stats = backend_ids_.acquire_at(backend.row.id)};
    if (!placed.stats) return not_inherited("a backend of service " + inherited.name);
    service->rows[backend.position] = backend.row;
    service->rows[backend.position].next_hop = 0;
    service->rows[backend.position].weight = 0;
    service->backends.push_back(std::move(placed));
  }
  service->table = tables_.restore(key_of(*service, 0), inherited.slots, clock);
  if (!service->table) return not_inherited("the table of service " + inherited.name);
  if (auto written = write_block(*service); !written) return not_inherited("service " + inherited.name);
  count_slots(*service);
  return Service(std::move(service));
}

void ServiceBuilder::reclaim() {
  blocks_.reclaim();
  backend_ids_.reclaim();
  service_ids_.reclaim();
  tables_.reclaim();
}

}  // namespace shunt::dataplane
