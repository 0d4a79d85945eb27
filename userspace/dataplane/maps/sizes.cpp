// SPDX-License-Identifier: Apache-2.0
#include "dataplane/maps/sizes.h"

#include <algorithm>
#include <bit>

#include "shunt/abi.h"
#include "shunt/flow.h"

namespace shunt::dataplane {
namespace {

// The configuration may use four VIP and port pairs, and four rules, per service that the limits allow. With ten
// rows per service, rounded up to a power of two, the index is at most 40% full: cuckoo insertion succeeds.
constexpr std::uint32_t kIndexRowsPerService = 10;
constexpr std::uint32_t kRulesPerService = 4;

// Three quarters full, of two buckets one has room (bench/README.md).
constexpr std::uint32_t kFlowsPerBucket = SHUNT_FLOWS_PER_BUCKET * 3 / 4;

}  // namespace

std::uint32_t slot_limit(const model::Limits& limits, std::uint64_t slots_in_use) {
  if (limits.slots != 0) return limits.slots;
  const std::uint64_t wanted = std::uint64_t{kSlotsPerBackend} * limits.backends;
  return static_cast<std::uint32_t>(
      std::min(std::max(wanted, slots_in_use * 3 / 2), std::uint64_t{model::kMaxSlots}));
}

MapSizes map_sizes(const model::Limits& limits, std::uint32_t slot_limit) {
  MapSizes sizes;
  sizes.index_rows = std::bit_ceil(std::max(64U, limits.services * kIndexRowsPerService));
  sizes.rules = std::max(64U, limits.services * kRulesPerService);
  sizes.slots = 2 * slot_limit + 1;
  // Each service's block begins with "none", and has removed backends until their flows are over: as many as there
  // are ids for. Thrice: one block of almost all may lie in the middle while it is written anew.
  sizes.backends = 3 * (2 * limits.backends + limits.services) + 1;
  sizes.backend_stats = 2 * limits.backends + 1;
  sizes.service_drops = 2 * limits.services + 1;
  sizes.services = sizes.service_drops;
  sizes.flow_buckets = (limits.flows + kFlowsPerBucket - 1) / kFlowsPerBucket;
  return sizes;
}

std::uint32_t flow_capacity(const model::Limits& limits, const MapSizes& sizes) {
  const bool as_asked = sizes.flow_buckets == map_sizes(limits, 0).flow_buckets;
  return as_asked ? limits.flows : sizes.flow_buckets * kFlowsPerBucket;
}

std::size_t map_bytes(const MapSizes& sizes, unsigned cpus) {
  const std::size_t shared =
      SHUNT_GENERATIONS * (sizes.index_rows * sizeof(shunt_index_row) + sizes.rules * sizeof(shunt_rule)) +
      sizes.slots * sizeof(shunt_slot) + sizes.backends * sizeof(shunt_backend) +
      SHUNT_MAX_NEXT_HOPS * sizeof(shunt_next_hop) + sizeof(shunt_control) +
      sizes.flow_buckets * (sizeof(shunt_flow_bucket) + sizeof(shunt_flow_names)) +
      SHUNT_GENERATIONS * (sizes.services * sizeof(shunt_service_record)) + SHUNT_SYN_ROWS * sizeof(shunt_syn) +
      sizes.backend_stats * sizeof(shunt_backend_flows) + sizes.service_drops * sizeof(std::uint64_t);
  const std::size_t per_cpu =
      (std::size_t{sizes.backend_stats} + sizes.service_drops + SHUNT_REASON_LIMIT) * sizeof(shunt_counter) +
      sizes.backend_stats * sizeof(shunt_syn_counters) +
      (SHUNT_MAX_INTERFACES + 1) * sizeof(shunt_interface_counters) + sizeof(shunt_flow_counters);
  return shared + cpus * per_cpu;
}

}  // namespace shunt::dataplane
