// SPDX-License-Identifier: Apache-2.0
// The publisher's stores: what packets read, in the order in which it makes sense to them.
#include <algorithm>
#include <set>
#include <unordered_set>

#include "dataplane/publish/publisher.h"

namespace shunt::dataplane {
namespace {

void store_word(__u32& field, std::uint32_t value) {
  if (field != value) __atomic_store_n(&field, value, __ATOMIC_RELEASE);
}

}  // namespace

void Publisher::write_index(const IndexImage& image) {
  const std::uint32_t half = (memory_.control->active & 1) ^ 1;
  std::ranges::copy(image.rows, memory_.index.subspan(std::size_t{half} * sizes_.index_rows).begin());
  std::ranges::copy(image.rules, memory_.rules.subspan(std::size_t{half} * sizes_.rules).begin());
  auto& generation = memory_.control->generations[half];
  generation = image.generation;
  generation.number = generation_ + 1;
  generation.flow_seed = flow_seed_;
  write_records(half);
}

// For a controller that finds nothing of us but the maps.
void Publisher::write_records(std::uint32_t half) {
  const auto count = memory_.services.size() / SHUNT_GENERATIONS;
  const auto records = memory_.services.subspan(half * count, count);
  std::ranges::fill(records, shunt_service_record{});
  for (const auto& service : services_) records[service->id->first()] = service->record();
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
void Publisher::store_backends(const NextHopOf& next_hops) {
  for (const auto& service : services_) {
    const auto block = memory_.backends.subspan(service->block->first(), service->block->count());
    for (const auto& backend : service->backends)
      store_word(block[backend.position].next_hop, next_hop_row(*service, backend.address, next_hops));
    store_weights(*service);
  }
}

void Publisher::store_weights(const PublishedService& service) {
  for (const auto& backend : service.backends)
    store_word(memory_.backends[service.block->first() + backend.position].weight, backend.share.weight);
}

// Those that have changed without moving; the others were written when they were placed.
void Publisher::store_tables() {
  for (const auto& service : services_) {
    const auto before = by_name_.find(service->config.name);
    if (before == by_name_.end() || before->second->table == service->table) continue;
    if (before->second->table->rows == service->table->rows) builder_.tables().store(*service->table);
  }
}

// Recorded flows stay with a backend by its id. Rows of before are valid until reclaim().
void Publisher::store_backend_row(const PublishedService& service, const PublishedBackend& backend) {
  store_word(memory_.backend_flows[backend.stats->first()].row,
             backend.share.alive ? service.block->first() + backend.position : 0);
}

// Before packets are led to them: a flow that begins and comes again at once is no miss.
void Publisher::store_backend_rows() {
  for (const auto& service : services_)
    for (const auto& backend : service->backends)
      if (backend.share.alive) store_backend_row(*service, backend);
}

// Of backends that are down, have left their service, or left with it; after packets were led elsewhere.
void Publisher::clear_backend_rows() {
  std::unordered_set<std::uint32_t> ids;
  for (const auto& service : services_) {
    for (const auto& backend : service->backends) {
      if (!backend.share.alive) store_backend_row(*service, backend);
      ids.insert(backend.stats->first());
    }
  }
  for (const auto& [name, service] : by_name_) {
    for (const auto& backend : service->backends)
      if (!ids.contains(backend.stats->first())) store_word(memory_.backend_flows[backend.stats->first()].row, 0);
  }
}

// Of services that are in by_name_ for the last time.
void Publisher::retain_departed() {
  std::set<std::string> names;
  for (const auto& service : services_) names.insert(service->config.name);
  for (const auto& [name, service] : by_name_) {
    if (names.contains(name)) continue;
    departed_.push_back(service->id);
    for (const auto& backend : service->backends) departed_.push_back(backend.stats);
  }
}

// The controller before us may have ended before it had swept the flows of a service that was gone: whoever got an
// id of theirs would get them too.
void Publisher::retain_recorded() {
  const auto flows = memory_.flows.show(0, memory_.flows.size());
  for (const auto& bucket : flows.rows()) {
    for (const auto& flow : bucket.flows) {
      const auto id = SHUNT_FLOW_BACKEND(__atomic_load_n(&flow.state, __ATOMIC_ACQUIRE));
      if (id == 0) continue;
      if (auto row = builder_.reserve_backend_id(id)) departed_.push_back(std::move(row));
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
  builder_.reclaim();
  std::vector<bool> live(memory_.next_hops.size());
  for (const auto& service : services_) {
    for (const auto& row : memory_.backends.subspan(service->block->first(), service->block->count())) {
      live[row.next_hop] = true;
    }
  }
  next_hop_rows_.keep_only(live);
}

}  // namespace shunt::dataplane
