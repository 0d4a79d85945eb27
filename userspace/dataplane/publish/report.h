// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace shunt::dataplane {

/// What a publication changed.
struct PublishReport {
  struct Counts {
    std::uint32_t added = 0;
    std::uint32_t removed = 0;
    std::uint32_t changed = 0;
  };
  Counts services;
  Counts backends;                ///< of services that were there before and after
  std::uint64_t slots_moved = 0;  ///< slots of such services that name another backend now
  /// From the first store that packets can see to the last packet on the old state. New tables and backends, which
  /// no packet can see yet, are written before.
  std::chrono::microseconds map_time{};
};

}  // namespace shunt::dataplane
