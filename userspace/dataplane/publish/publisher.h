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
#include "dataplane/publish/counted_rows.h"
#include "dataplane/publish/desired_state.h"
#include "dataplane/publish/next_hop_rows.h"
#include "dataplane/publish/published_service.h"
#include "dataplane/publish/report.h"
#include "dataplane/publish/row_pool.h"
#include "dataplane/publish/tables.h"

namespace shunt::dataplane {

/// What the publisher needs of the kernel beside memory.
struct PublisherHooks {
  /// Returns when every packet that was on its way has left the program.
  std::function<void()> wait_for_packets;
  /// Sets rows of `backend_stats` and `service_drops` to zero on all CPUs; called for rows that are used again.
  std::function<void(std::uint32_t row)> clear_backend_stats;
  std::function<void(std::uint32_t row)> clear_service_drops;
};

class Publisher {
 public:
  /// `memory` is all zero, and stays mapped as long as the publisher lives.
  Publisher(MapMemory memory, const MapSizes& sizes, PublisherHooks hooks);

  /// Makes the maps say `desired`. All of it or, on error, nothing: a limit is exceeded, and the error names the
  /// key to raise. A packet sees the old state or the new one. Cost: linear in services and backends, 1 us each,
  /// and one grace period of the kernel if a service has changed.
  core::Result<PublishReport> publish(const DesiredState& desired);

  /// In the order of the configuration.
  [[nodiscard]] const std::vector<std::shared_ptr<const PublishedService>>& services() const { return services_; }

  [[nodiscard]] std::uint32_t generation() const { return generation_; }

 private:
  using Service = std::shared_ptr<const PublishedService>;
  struct NextHop {
    std::uint32_t row = 0;
    bool on_link = false;
  };
  using NextHopOf = std::unordered_map<net::IpAddress, NextHop>;

  core::Result<NextHopOf> acquire_next_hops(const DesiredState& desired);
  std::optional<NextHopOf> try_acquire_next_hops(const DesiredState& desired);
  core::Result<std::vector<Service>> stage(const DesiredState& desired, const NextHopOf& next_hops);
  core::Result<Service> stage_service(const model::Service& service, const Service& before,
                                      const DesiredState& desired, const NextHopOf& next_hops);
  core::Result<void> place_backends(PublishedService& service, const PublishedService* before);
  core::Result<void> build_table(PublishedService& service);
  core::Result<void> write_block(PublishedService& service, const NextHopOf& next_hops);
  [[nodiscard]] core::Result<IndexImage> make_index(const std::vector<Service>& staged) const;
  void write_index(const IndexImage& image);
  static std::uint32_t next_hop_row(const PublishedService& service, const net::IpAddress& backend,
                                    const NextHopOf& next_hops);
  void store_next_hops(const NextHopOf& next_hops);
  void activate();
  void reclaim();

  MapMemory memory_;
  MapSizes sizes_;
  PublisherHooks hooks_;
  NextHopRows next_hop_rows_;
  Tables tables_;
  RowPool blocks_;
  CountedRows backend_ids_;
  CountedRows service_ids_;
  std::vector<Service> services_;
  std::unordered_map<std::string, Service> by_name_;
  std::uint64_t flow_seed_ = 0;
  std::uint32_t generation_ = 0;
};

}  // namespace shunt::dataplane
