// SPDX-License-Identifier: Apache-2.0
// The service index as packets read it (abi.h): pure, from services to rows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/result.h"
#include "dataplane/index/entry.h"

namespace shunt::dataplane {

/// One half of the service index.
struct IndexImage {
  std::vector<shunt_index_row> rows;  ///< all of them, empty ones too
  std::vector<shunt_rule> rules;      ///< the used ones
  shunt_generation generation;        ///< but for `number` and `flow_seed`, which are 0
};

/// An exact key for each single port of a single address, a VIP row for every VIP, and rules for all other ports;
/// what is nested is resolved (resolve_vips), so that the program may stop at the first row that it finds. Bytes
/// that mean nothing are 0. The same entries in any order give the same lookups, and the same image if their
/// services are equal.
///
/// `rows`: of one half, a power of two, at least twice as many as keys (VIPs and exact ports). `max_rules`: of one
/// half. Errors, one line each: more keys or rules than there is room for, naming limits.services; more prefix
/// lengths than SHUNT_MAX_PREFIX_LENGTHS in a family; the same ports of a VIP twice. Cost: 7 ms for 10,000
/// VIPs with 20,000 exact ports.
[[nodiscard]] core::Result<IndexImage> build_index(std::span<const IndexEntry> entries, std::uint32_t rows,
                                                   std::uint32_t max_rules);

}  // namespace shunt::dataplane
