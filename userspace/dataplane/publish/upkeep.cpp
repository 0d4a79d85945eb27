// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/upkeep.h"

#include <algorithm>
#include <set>
#include <utility>

#include "dataplane/tracking/slot.h"

namespace shunt::dataplane {
namespace {

// A clock that counts whole seconds, and packets that are on their way.
constexpr std::uint32_t kMargin = 2;

bool records_every_flow(const PublishedService& service) {
  return service.config.scheduler == model::Scheduler::kRoundRobin ||
         service.config.scheduler == model::Scheduler::kLeastConnections;
}

bool names(const Table& table, std::uint32_t position) {
  return std::ranges::any_of(table.slots(), [&](const shunt_slot& slot) {
    return slot.current == position || previous_of(slot) == position;
  });
}

}  // namespace

Upkeep::Upkeep(Publisher& publisher, const MapMemory& memory)
    : publisher_(publisher), memory_(memory), flows_(memory.flows, memory.flow_names) {
  counts_.backends.resize(memory.backend_flows.size());
}

void Upkeep::configure(std::uint32_t idle_tcp, std::uint32_t idle_udp) {
  window_ = std::max(idle_tcp, idle_udp) + kMargin;
  settle_ = idle_udp + kMargin;
  const auto limits = flow_idle_limits(idle_tcp, idle_udp);
  for (std::size_t i = 0; i < limits.size(); ++i)
    __atomic_store_n(&memory_.control->flow_idle[i], limits[i], __ATOMIC_RELAXED);
}

void Upkeep::pass_time(std::uint32_t clock, bool refusing) {
  __atomic_store_n(&memory_.control->clock, clock, __ATOMIC_RELEASE);
  if (refusing) refused_at_ = clock;
  ever_refused_ = ever_refused_ || refusing;
  // A flow that is recorded behind the sweep's back, in a slot whose window ends meanwhile, would be overlooked.
  if (sweeping_) return;
  for (const auto& service : publisher_.services()) {
    auto& table = *service->table;
    if (table.migrating() == 0) continue;
    const bool changed = table.update([&](std::size_t, shunt_slot slot, std::uint32_t since) {
      if (!is_migrating(slot)) return slot;
      const std::uint32_t from =
          ever_refused_ && static_cast<std::int32_t>(refused_at_ - since) > 0 ? refused_at_ : since;
      if (clock - from > window_) return migrated_slot(slot);
      return clock - from > settle_ ? settled_slot(slot) : slot;
    });
    if (changed) publisher_.store(table);
  }
}

bool Upkeep::has_work() const {
  if (sweeping_ || counts_.flows + counts_.unconfirmed != 0 || publisher_.departed() != 0) return true;
  return std::ranges::any_of(publisher_.services(), [](const auto& service) {
    return !service->table->steady() || records_every_flow(*service) ||
           std::ranges::any_of(service->backends, &PublishedBackend::removed);
  });
}

bool Upkeep::sweep(std::size_t buckets) {
  if (!sweeping_ || version_ != publisher_.version()) begin();
  flows_.sweep(next_bucket_, buckets, memory_.control->clock, FlowIdle(memory_.control->flow_idle),
               [this](const FlowTable::Flow& flow) { return visit(flow); });
  next_bucket_ += buckets;
  if (next_bucket_ < flows_.buckets()) return false;
  finish();
  return true;
}

std::size_t Upkeep::read(std::size_t first, std::size_t buckets,
                         const std::function<void(const RecordedFlow&)>& visit) const {
  return flows_.read(first, buckets, memory_.control->clock, FlowIdle(memory_.control->flow_idle), visit);
}

void Upkeep::begin() {
  sweeping_ = true;
  next_bucket_ = 0;
  version_ = publisher_.version();
  departed_ = publisher_.departed();
  views_.assign(memory_.services.size() / SHUNT_GENERATIONS, {});
  kept_.clear();
  known_.assign(memory_.backend_flows.size(), false);
  loads_.assign(memory_.backend_flows.size(), 0);
  any_.assign(memory_.backend_flows.size(), 0);
  counting_ = {.flows = 0, .unconfirmed = 0, .backends = std::vector<std::uint32_t>(memory_.backend_flows.size())};
  for (const auto& service : publisher_.services()) {
    auto& view = views_[service->id->first()];
    view.table = service->table.get();
    view.ids.resize(service->rows.size());
    for (const auto& backend : service->backends) {
      view.ids[backend.position] = backend.stats->first();
      known_[backend.stats->first()] = true;
    }
    if (service->table->tracked() == 0) continue;
    auto& kept = kept_[view.table];
    kept.resize(view.table->slots().size());
    view.kept = &kept;
  }
}

// Whether the flow may keep its place.
bool Upkeep::visit(const FlowTable::Flow& flow) {
  if (flow.backend >= known_.size() || !known_[flow.backend]) return false;  // of a service that is gone
  ++any_[flow.backend];
  if ((flow.flags & SHUNT_FLOW_CLOSING) == 0) ++loads_[flow.backend];
  if ((flow.flags & SHUNT_FLOW_UNCONFIRMED) != 0) {
    ++counting_.unconfirmed;
  } else {
    ++counting_.flows;
    ++counting_.backends[flow.backend];
  }
  if (kept_.empty()) return true;  // no slot has flows elsewhere: whose this one is does not matter
  const auto& name = flow.name();
  if (name.service >= views_.size()) return true;
  const auto& view = views_[name.service];
  if (view.kept == nullptr || name.slot >= view.kept->size()) return true;
  const auto current = view.table->slots()[name.slot].current;
  if (current >= view.ids.size() || view.ids[current] != flow.backend) (*view.kept)[name.slot] = true;
  return true;
}

void Upkeep::finish() {
  sweeping_ = false;
  untrack();
  for (std::size_t id = 0; id < loads_.size(); ++id)
    __atomic_store_n(&memory_.backend_flows[id].load, loads_[id], __ATOMIC_RELAXED);
  release();
  publisher_.release_departed(departed_);
  counts_ = std::move(counting_);
}

void Upkeep::untrack() {
  for (const auto& service : publisher_.services()) {
    auto& table = *service->table;
    const auto kept = kept_.find(&table);
    if (kept == kept_.end()) continue;
    const bool changed = table.update([&](std::size_t i, shunt_slot slot, std::uint32_t) {
      return is_migrating(slot) || kept->second[i] ? slot : untracked_slot(slot);
    });
    if (changed) publisher_.store(table);
    kept_.erase(kept);
  }
}

void Upkeep::release() {
  std::set<std::uint32_t> over;
  for (const auto& service : publisher_.services()) {
    for (const auto& backend : service->backends) {
      if (!backend.removed || any_[backend.stats->first()] != 0 || names(*service->table, backend.position))
        continue;
      over.insert(backend.stats->first());
    }
  }
  has_released_ = !over.empty();
  publisher_.forget(std::move(over));
}

}  // namespace shunt::dataplane
