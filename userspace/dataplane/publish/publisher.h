// SPDX-License-Identifier: Apache-2.0
// From a desired state to maps: everything new is written where no packet looks, then one store makes it visible.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/result.h"
#include "dataplane/index/index.h"
#include "dataplane/maps/memory.h"
#include "dataplane/maps/sizes.h"
#include "dataplane/publish/desired_state.h"
#include "dataplane/publish/inherited.h"
#include "dataplane/publish/next_hop_rows.h"
#include "dataplane/publish/published_service.h"
#include "dataplane/publish/report.h"
#include "dataplane/publish/service_builder.h"

namespace shunt::dataplane {

/// What the publisher needs of the kernel beside memory.
struct PublisherHooks {
  /// Returns when every packet that was on its way has left the program.
  std::function<void()> wait_for_packets;
  /// Sets rows of `backend_stats` and `service_drops` to zero on all CPUs; called for rows that are used again.
  std::function<void(std::uint32_t row)> clear_backend_stats;
  std::function<void(std::uint32_t row)> clear_service_drops;
};

/// What a publication may do that costs something.
struct Allow {
  /// A table that one service has to itself changes slot by slot, within a fraction of a millisecond, instead of
  /// all of the change at one instant: a controller that comes after a crash may find a part of it.
  bool in_place = false;
  /// Flows move although their backend is there: another table size, seed or scheduler.
  bool breaks = false;
};

class Publisher {
 public:
  using Service = std::shared_ptr<const PublishedService>;

  /// `memory` is all zero, and stays mapped as long as the publisher lives.
  Publisher(MapMemory memory, const MapSizes& sizes, PublisherHooks hooks);

  /// Goes on where a controller before us ended: what is published next follows its services. Before anything
  /// else. On error nothing is inherited.
  core::Result<void> restore(const Inherited& inherited);

  /// Makes the maps say `desired`. All of it or, on error, nothing: a limit is exceeded, and the error names the
  /// key to raise, or flows would move that should not (the first line says so, each other one why). A packet sees
  /// the old state or the new one. Cost: linear in services and backends, 1 us each, and one grace period of the
  /// kernel if anything but slots and next hops has changed.
  core::Result<PublishReport> publish(const DesiredState& desired, Allow allow = {});

  /// Changes one service that is published, slot by slot in its rows, without a look at the others:
  /// desired.services has it alone, desired.egress its backends. Nothing: more of it changes than that, and
  /// publish() has to do it. Cost: of that service's table.
  std::optional<PublishReport> publish_in_place(const DesiredState& desired);

  /// What publish() would do, without doing it. Same cost.
  core::Result<PublishReport> plan(const DesiredState& desired);

  /// In the order of the configuration.
  [[nodiscard]] const std::vector<Service>& services() const { return services_; }

  /// See ServiceBuilder::forget.
  void forget(std::set<std::uint32_t> over) { builder_.forget(std::move(over)); }

  /// After tables were changed otherwise (tracking): packets see it. As enact().
  void store(const Table& table) noexcept { builder_.tables().store(table); }

  /// Ids of backends and services that are gone stay reserved until no flow of theirs can be in the flow table.
  [[nodiscard]] std::size_t departed() const { return departed_.size(); }
  /// The first `count` of them may be used again.
  void release_departed(std::size_t count) {
    departed_.erase(departed_.begin(), departed_.begin() + static_cast<std::ptrdiff_t>(count));
  }

  /// Counts changes of services().
  [[nodiscard]] std::uint64_t version() const { return version_; }

  [[nodiscard]] std::uint32_t generation() const { return generation_; }

 private:
  struct NextHop {
    std::uint32_t row = 0;
    bool on_link = false;
  };
  using NextHopOf = std::unordered_map<net::IpAddress, NextHop>;

  core::Result<NextHopOf> acquire_next_hops(const DesiredState& desired);
  std::optional<NextHopOf> try_acquire_next_hops(const DesiredState& desired);
  core::Result<std::vector<Service>> stage(const DesiredState& desired, Allow allow);
  core::Result<std::vector<Service>> try_stage(const DesiredState& desired, Allow allow);
  [[nodiscard]] PublishReport differences(const std::vector<Service>& staged, const DesiredState& desired) const;
  [[nodiscard]] core::Result<IndexImage> make_index(const std::vector<Service>& staged) const;
  [[nodiscard]] bool index_stays(const std::vector<Service>& staged, const DesiredState& desired) const;
  /// Makes the maps say what is staged. image: nothing if the index stays as it is. Without memory for it the
  /// process ends, and the next one goes on with what is pinned: half of it done, this one's next publication
  /// would compare with what packets do not see.
  void enact(std::vector<Service> staged, const NextHopOf& next_hops, const std::optional<IndexImage>& image,
             std::uint64_t flow_seed) noexcept;
  void enact_in_place(const Service& before, const Service& after) noexcept;
  void name_services();
  void write_index(const IndexImage& image);
  void write_records(std::uint32_t half);
  static std::uint32_t next_hop_row(const PublishedService& service, const net::IpAddress& backend,
                                    const NextHopOf& next_hops);
  void store_weights(const PublishedService& service);
  void store_backends(const NextHopOf& next_hops);
  void store_backend_row(const PublishedService& service, const PublishedBackend& backend);
  void store_backend_rows();
  void clear_backend_rows();
  void retain_departed();
  void retain_recorded();
  void store_tables();
  void activate();
  void reclaim();

  MapMemory memory_;
  MapSizes sizes_;
  PublisherHooks hooks_;
  NextHopRows next_hop_rows_;
  ServiceBuilder builder_;
  std::vector<Service> services_;
  std::unordered_map<std::string, Service> by_name_;
  std::vector<Rows> departed_;
  std::uint64_t version_ = 0;
  std::uint64_t flow_seed_ = 0;
  std::uint32_t generation_ = 0;
};

}  // namespace shunt::dataplane
