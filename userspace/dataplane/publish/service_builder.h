// SPDX-License-Identifier: Apache-2.0
// From a desired service to rows of maps: what is new is written where no packet looks.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <unordered_map>

#include "core/result.h"
#include "dataplane/maps/memory.h"
#include "dataplane/maps/sizes.h"
#include "dataplane/publish/counted_rows.h"
#include "dataplane/publish/desired_state.h"
#include "dataplane/publish/inherited.h"
#include "dataplane/publish/published_service.h"
#include "dataplane/publish/row_pool.h"
#include "dataplane/publish/tables.h"

namespace shunt::dataplane {

class ServiceBuilder {
 public:
  using Service = std::shared_ptr<const PublishedService>;

  /// Calls that set the counters of a row to zero.
  struct Clear {
    std::function<void(std::uint32_t row)> backend_stats;
    std::function<void(std::uint32_t row)> service_drops;
  };

  ServiceBuilder(const MapMemory& memory, const MapSizes& sizes, Clear clear);

  /// The version of a service that follows `before` (null: it is new), its rows written except for next hops and
  /// weights. `before` itself if nothing changes. Error: a limit is exceeded, and it names the key to raise.
  /// @param in_place its table may change in its rows if its backends stay in theirs, see Tables::acquire
  core::Result<Service> build(const DesiredService& desired, const Service& before, const DesiredState& state,
                              bool in_place);

  /// A service as a controller before us left it. Error: it does not fit into the limits of this one.
  core::Result<Service> restore(const InheritedService& inherited, std::uint32_t clock);

  /// An id that flows in the flow table bear, though no service that is left has it. Null: one has, or it is
  /// outside of the map.
  std::shared_ptr<const RowPool::Range> reserve_backend_id(std::uint32_t id) {
    return backend_ids_.acquire_at(id);
  }

  [[nodiscard]] Tables& tables() { return tables_; }

  /// Removed backends that no flow needs any more, by id: the next versions of their services are without them.
  void forget(std::set<std::uint32_t> over) { over_ = std::move(over); }

  /// No packet can see any more what services before have given up.
  void reclaim();

 private:
  core::Result<void> place_backends(PublishedService& service, const DesiredService& desired,
                                    const PublishedService* before);
  core::Result<void> build_table(PublishedService& service, const PublishedService* before, std::uint32_t clock,
                                 bool in_place);
  core::Result<void> write_block(PublishedService& service);

  MapMemory memory_;
  Tables tables_;
  RowPool blocks_;
  CountedRows backend_ids_;
  CountedRows service_ids_;
  std::set<std::uint32_t> over_;
};

}  // namespace shunt::dataplane
