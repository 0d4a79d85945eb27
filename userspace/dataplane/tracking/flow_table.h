// SPDX-License-Identifier: Apache-2.0
// The flow table as memory that packets change while we read it (bpf/include/shunt/flow.h).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "dataplane/maps/windowed_rows.h"
#include "dataplane/tracking/recorded_flow.h"
#include "shunt/flow.h"

namespace shunt::dataplane {

/// Seconds of silence after which a recorded flow is over, by its SHUNT_FLOW_* flags, as control.flow_idle.
using FlowIdle = std::span<const std::uint32_t, 8>;

/// @return the limits of a table whose established flows may be silent so long
std::array<std::uint32_t, 8> flow_idle_limits(std::uint32_t tcp, std::uint32_t udp);

class FlowTable {
 public:
  /// The owner keeps both maps, which have one row a bucket.
  FlowTable(WindowedRows<shunt_flow_bucket> buckets, WindowedRows<const shunt_flow_names> names)
      : buckets_(buckets), names_(names) {}

  /// Names of the flows in some buckets: in memory once one is asked for.
  class Names {
   public:
    Names(const WindowedRows<const shunt_flow_names>& all, std::size_t first, std::size_t count)
        : all_(all), first_(first), count_(count) {}
    /// `bucket`: counted from `first`.
    const shunt_flow_name& at(std::size_t bucket, std::size_t place);

   private:
    const WindowedRows<const shunt_flow_names>& all_;
    std::size_t first_;
    std::size_t count_;
    std::optional<Window<const shunt_flow_names>> window_;
  };

  struct Flow {
    std::uint32_t backend;  ///< its id
    std::uint32_t flags;    ///< SHUNT_FLOW_*
    std::uint32_t idle;     ///< seconds since its last packet
    Names& names;
    std::size_t bucket;
    std::size_t place;

    [[nodiscard]] const shunt_flow_name& name() const { return names.at(bucket, place); }
  };

  [[nodiscard]] std::size_t buckets() const { return buckets_.size(); }
  [[nodiscard]] std::size_t places() const { return buckets_.size() * SHUNT_FLOWS_PER_BUCKET; }

  /// Calls `visit` with each live flow of `count` buckets from `first` on, and frees the places of those that are
  /// over or of which it says so by returning false. Flows that packets change meanwhile are seen as before or
  /// after. Cost: 2 ns a place, 20 ns a flow, twice that for who asks for names.
  void sweep(std::size_t first, std::size_t count, std::uint32_t clock, FlowIdle idle,
             const std::function<bool(const Flow&)>& visit);

  /// Calls `visit` with each live flow of `count` buckets from `first` on, whole: address and backend of one and
  /// the same flow, as it was at some moment of the call. @return flows that could not be had so, as packets went
  /// on changing their place. Frees nothing. Cost: 60 ns a flow.
  std::size_t read(std::size_t first, std::size_t count, std::uint32_t clock, FlowIdle idle,
                   const std::function<void(const RecordedFlow&)>& visit) const;

  /// As sweep() without freeing anything, of the whole table.
  void visit(std::uint32_t clock, FlowIdle idle, const std::function<void(const Flow&)>& visit) const;

 private:
  template <typename See>
  void for_each(std::size_t first, std::size_t count, std::uint32_t clock, const See& see) const;

  WindowedRows<shunt_flow_bucket> buckets_;
  WindowedRows<const shunt_flow_names> names_;
};

}  // namespace shunt::dataplane
