// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/publisher.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>

#include "dataplane/index/index.h"
#include "dataplane/publish/difference.h"

namespace shunt::dataplane {
namespace {

core::Error refusal(const std::vector<std::string>& breaks) {
  std::string text = "flows would move although their backends are there (--force does it all the same)";
  for (const auto& one : breaks) text += "\n" + one;
  return core::Error(text);
}

// Whether packets find both by the same keys at the same rows.
bool packets_find_it_as(const Publisher::Service& a, const Publisher::Service& b) {
  if (a == b) return true;
  const auto left = a->row();
  const auto right = b->row();
  return a->config.name == b->config.name && a->config.vip == b->config.vip &&
         a->config.ports == b->config.ports && a->block == b->block &&
         std::memcmp(&left, &right, sizeof(left)) == 0;
}

}  // namespace

Publisher::Publisher(MapMemory memory, const MapSizes& sizes, PublisherHooks hooks)
    : memory_(memory),
      sizes_(sizes),
      hooks_(std::move(hooks)),
      next_hop_rows_(memory.next_hops),
      builder_(memory, sizes,
               {.backend_stats = hooks_.clear_backend_stats, .service_drops = hooks_.clear_service_drops}) {}

core::Result<void> Publisher::restore(const Inherited& inherited) {
  std::vector<Service> services;
  for (const auto& service : inherited.services) {
    auto restored = builder_.restore(service, inherited.clock);
    if (!restored) return restored.error();
    services.push_back(*std::move(restored));
  }
  services_ = std::move(services);
  flow_seed_ = inherited.flow_seed;
  name_services();
  retain_recorded();
  return {};
}

core::Result<PublishReport> Publisher::publish(const DesiredState& desired, Allow allow) {
  auto next_hops = acquire_next_hops(desired);
  if (!next_hops) return next_hops.error();
  auto staged = stage(desired, allow);
  if (!staged) return staged.error();
  const auto give_up = [&](core::Error error) {
    staged->clear();
    reclaim();
    return error;
  };
  std::optional<IndexImage> image;
  if (!index_stays(*staged, desired)) {
    auto built = make_index(*staged);
    if (!built) return give_up(built.error());
    image = *std::move(built);
  }

  auto report = differences(*staged, desired);
  const auto started = std::chrono::steady_clock::now();
  if (!report.breaks.empty() && !allow.breaks) return give_up(refusal(report.breaks));
  enact(*std::move(staged), *next_hops, image, desired.flow_seed);
  report.map_time =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
  return report;
}

void Publisher::enact(std::vector<Service> staged, const NextHopOf& next_hops,
                      const std::optional<IndexImage>& image, std::uint64_t flow_seed) noexcept {
  const bool changed = services_ != staged || image;
  if (services_ != staged) ++version_;
  services_.swap(staged);
  store_backends(next_hops);
  if (changed) store_backend_rows();
  store_tables();
  if (image) {
    flow_seed_ = flow_seed;
    write_index(*image);
    activate();
  }
  if (changed) {
    clear_backend_rows();
    builder_.forget({});  // what was over is gone, and its ids may be given to others
    retain_departed();
    name_services();
  }
  staged.clear();  // the services before, whose rows are free then
  if (image) reclaim();
}

void Publisher::name_services() {
  by_name_.clear();
  for (const auto& service : services_) by_name_.emplace(service->config.name, service);
}

std::optional<PublishReport> Publisher::publish_in_place(const DesiredState& desired) {
  const auto known = by_name_.find(desired.services.front().config->name);
  if (known == by_name_.end()) return std::nullopt;
  const auto before = known->second;
  const auto built = builder_.build(desired.services.front(), before, desired, true);
  if (!built || !packets_find_it_as(before, *built)) return std::nullopt;
  const auto& after = *built;
  auto report = report_differences({before}, {after});
  const auto started = std::chrono::steady_clock::now();
  enact_in_place(before, after);
  report.map_time =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
  return report;
}

void Publisher::enact_in_place(const Service& before, const Service& after) noexcept {
  *std::ranges::find(services_, before) = after;
  by_name_[after->config.name] = after;
  if (after != before) ++version_;
  store_weights(*after);
  const auto store_rows = [&](bool alive) {
    for (const auto& backend : after->backends)
      if (backend.share.alive == alive) store_backend_row(*after, backend);
  };
  store_rows(true);  // before packets are led to them, and of the others after it
  if (after->table != before->table) builder_.tables().store(*after->table);
  store_rows(false);
}

core::Result<PublishReport> Publisher::plan(const DesiredState& desired) {
  auto staged = stage(desired, {});
  if (!staged) return staged.error();
  const auto built = make_index(*staged);
  auto report = differences(*staged, desired);
  staged->clear();
  reclaim();
  if (!built) return built.error();
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

PublishReport Publisher::differences(const std::vector<Service>& staged, const DesiredState& desired) const {
  auto report = report_differences(services_, staged);
  if (!services_.empty() && desired.flow_seed != flow_seed_) report.breaks.emplace_back("the seed changes");
  return report;
}

core::Result<std::vector<Publisher::Service>> Publisher::stage(const DesiredState& desired, Allow allow) {
  if (auto staged = try_stage(desired, allow)) return staged;
  return try_stage(desired, allow);  // the first one has reclaimed rows that an attempt in place had given up
}

core::Result<std::vector<Publisher::Service>> Publisher::try_stage(const DesiredState& desired, Allow allow) {
  std::vector<Service> staged;
  staged.reserve(desired.services.size());
  static const Service kNone;
  for (const auto& service : desired.services) {
    const auto before = by_name_.find(service.config->name);
    auto next =
        builder_.build(service, before == by_name_.end() ? kNone : before->second, desired, allow.in_place);
    if (!next) {
      staged.clear();
      reclaim();
      return next.error().within("service " + service.config->name);
    }
    staged.push_back(*std::move(next));
  }
  return staged;
}

// Whether packets find all that they look up where it was.
bool Publisher::index_stays(const std::vector<Service>& staged, const DesiredState& desired) const {
  return generation_ != 0 && desired.flow_seed == flow_seed_ &&
         std::ranges::equal(services_, staged, packets_find_it_as);
}

core::Result<IndexImage> Publisher::make_index(const std::vector<Service>& staged) const {
  std::vector<IndexEntry> entries;
  entries.reserve(staged.size());
  for (const auto& service : staged) {
    entries.push_back({.vip = service->config.vip, .ports = service->config.ports, .service = service->row()});
  }
  return build_index(entries, sizes_.index_rows, sizes_.rules);
}

}  // namespace shunt::dataplane
