// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "net/address.h"

namespace shunt::dataplane {

enum class ChangeKind : std::uint8_t { kUnchanged, kAdded, kRemoved, kChanged };

struct BackendChange {
  net::IpAddress address;
  ChangeKind kind = ChangeKind::kUnchanged;
  std::uint32_t weight_before = 0;  ///< for new flows
  std::uint32_t weight_after = 0;
  std::uint32_t slots_before = 0;
  std::uint32_t slots_after = 0;
};

struct ServiceChange {
  std::string name;
  ChangeKind kind = ChangeKind::kUnchanged;
  std::uint32_t table_size = 0;         ///< afterwards; before, if it is removed
  std::uint32_t slots_moved = 0;        ///< slots whose new flows go to another backend
  std::uint32_t slots_tracked = 0;      ///< slots that consult the flow table afterwards
  std::vector<BackendChange> backends;  ///< in the order of the configuration, then those removed
  std::vector<std::string> breaks;      ///< why flows move although their backend is there; empty: none does
};

/// What a publication changes.
struct PublishReport {
  struct Counts {
    std::uint32_t added = 0;
    std::uint32_t removed = 0;
    std::uint32_t changed = 0;
  };
  Counts services;
  Counts backends;                     ///< of services that were there before and after
  std::uint64_t slots_moved = 0;       ///< summed over `changes`
  std::uint64_t slots_tracked = 0;     ///< of all services
  std::uint64_t slots_total = 0;       ///< of all services
  std::vector<ServiceChange> changes;  ///< services that differ
  std::vector<std::string> breaks;     ///< of all services, with their names
  /// From the first store that packets can see to the last packet on the old state. New tables and backends, which
  /// no packet can see yet, are written before.
  std::chrono::microseconds map_time{};
};

}  // namespace shunt::dataplane
