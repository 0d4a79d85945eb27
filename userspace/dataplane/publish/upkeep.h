// SPDX-License-Identifier: Apache-2.0
// What time does to slots and flows: windows end, flows are over, and the service is back where packets touch no
// state. Runs beside the traffic, never on its way.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "dataplane/maps/memory.h"
#include "dataplane/publish/publisher.h"
#include "dataplane/tracking/flow_table.h"

namespace shunt::dataplane {

/// Recorded flows as the last sweep found them.
struct FlowCounts {
  std::uint64_t flows = 0;              ///< confirmed
  std::uint64_t unconfirmed = 0;        ///< begun by a SYN or one datagram, and nothing after it
  std::vector<std::uint32_t> backends;  ///< confirmed ones, by backend id
};

class Upkeep {
 public:
  /// Both outlive this object.
  Upkeep(Publisher& publisher, const MapMemory& memory);

  /// How long flows may be silent, in seconds of control.clock. Takes effect at once.
  void configure(std::uint32_t idle_tcp, std::uint32_t idle_udp);

  /// Moves control.clock to `clock` and ends what is over by then. `refusing`: some flow was not recorded since
  /// the last call: windows go on until each live flow has had its chance.
  void pass_time(std::uint32_t clock, bool refusing);

  /// Whether there is anything to sweep: slots that consult the flow table, flows, backends that wait for their
  /// end.
  [[nodiscard]] bool has_work() const;

  /// Sweeps the next `buckets` buckets. Each call goes on where the last one ended; a change by the publisher
  /// begins the sweep anew. @return whether the whole table has been seen with this call, and its outcome is
  /// applied
  bool sweep(std::size_t buckets);

  /// Whether the last sweep found removed backends without flows: another publication lets them go.
  [[nodiscard]] bool has_released() const { return has_released_; }

  [[nodiscard]] const FlowCounts& counts() const { return counts_; }
  [[nodiscard]] std::size_t capacity() const { return flows_.places(); }
  [[nodiscard]] const FlowTable& flows() const { return flows_; }

  /// FlowTable::read() by the clock and the idle times of now.
  std::size_t read(std::size_t first, std::size_t buckets,
                   const std::function<void(const RecordedFlow&)>& visit) const;

 private:
  struct View {
    const Table* table = nullptr;
    std::vector<std::uint32_t> ids;     ///< of backends, by position
    std::vector<bool>* kept = nullptr;  ///< slots with a flow of another backend; null: nothing to decide
  };

  void begin();
  void finish();
  bool visit(const FlowTable::Flow& flow);
  void untrack();
  void release();

  Publisher& publisher_;
  MapMemory memory_;
  FlowTable flows_;
  std::uint32_t window_ = 0;
  std::uint32_t settle_ = 0;
  std::uint32_t refused_at_ = 0;
  bool ever_refused_ = false;

  // Of the sweep under way.
  bool sweeping_ = false;
  std::size_t next_bucket_ = 0;
  std::uint64_t version_ = 0;
  std::size_t departed_ = 0;
  std::vector<View> views_;  ///< by service id
  std::unordered_map<const Table*, std::vector<bool>> kept_;
  std::vector<bool> known_;           ///< by backend id: of a service's backend
  std::vector<std::uint32_t> loads_;  ///< by backend id
  std::vector<std::uint32_t> any_;    ///< by backend id: flows of any kind
  FlowCounts counting_;

  FlowCounts counts_;
  bool has_released_ = false;
};

}  // namespace shunt::dataplane
