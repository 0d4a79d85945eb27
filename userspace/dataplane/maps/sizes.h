// SPDX-License-Identifier: Apache-2.0
// How many rows each map has, from the limits that an operator sets.
#pragma once

#include <cstddef>
#include <cstdint>

#include "model/config.h"

namespace shunt::dataplane {

/// Rows of the maps; fixed when they are loaded.
struct MapSizes {
  std::uint32_t index_rows = 0;     ///< of one half; a power of two
  std::uint32_t rules = 0;          ///< of one half
  std::uint32_t slots = 0;          ///< row 0 included
  std::uint32_t backends = 0;       ///< row 0 included
  std::uint32_t backend_stats = 0;  ///< and of `syn_stats`; row 0 included
  std::uint32_t service_drops = 0;  ///< row 0 included

  std::uint32_t flow_buckets = 0;
  std::uint32_t services = 0;  ///< rows of one half of `services`

  bool operator==(const MapSizes&) const = default;
};

/// Slots per backend that limits.slots stands for when it is not set.
inline constexpr std::uint32_t kSlotsPerBackend = 128;

/// Slots that services may use in all: limits.slots, or what it stands for when not set: enough for
/// `slots_in_use` with half as many again.
std::uint32_t slot_limit(const model::Limits& limits, std::uint64_t slots_in_use);

/// A change is written beside what it replaces, which goes only when no packet can see it any more: all that
/// changes in a reload has room twice.
MapSizes map_sizes(const model::Limits& limits, std::uint32_t slot_limit);

/// How many flows can be recorded at once: limits.flows, or what a table has room for that goes on from a
/// controller with other limits.
std::uint32_t flow_capacity(const model::Limits& limits, const MapSizes& sizes);

/// Bytes of all maps of the forwarding program with `cpus` possible CPUs; what the kernel adds is not counted.
std::size_t map_bytes(const MapSizes& sizes, unsigned cpus);

}  // namespace shunt::dataplane
