// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/published_service.h"

#include <algorithm>

namespace shunt::dataplane {
namespace {

shunt_forwarding forwarding_row(model::Forwarding forwarding) {
  switch (forwarding) {
    case model::Forwarding::kGue: return SHUNT_FORWARD_GUE;
    case model::Forwarding::kL2: return SHUNT_FORWARD_L2;
    case model::Forwarding::kIpip: break;
  }
  return SHUNT_FORWARD_IPIP;
}

shunt_scheduler scheduler_row(model::Scheduler scheduler) {
  switch (scheduler) {
    case model::Scheduler::kSource: return SHUNT_SCHEDULE_SOURCE;
    case model::Scheduler::kRoundRobin: return SHUNT_SCHEDULE_ROUND_ROBIN;
    case model::Scheduler::kLeastConnections: return SHUNT_SCHEDULE_LEAST_CONNECTIONS;
    case model::Scheduler::kMaglev: break;
  }
  return SHUNT_SCHEDULE_FLOW;
}

// Clients have the VIP's family; an IPv4 address is the last 32 of 128 bits.
std::uint8_t source_bits(const model::Service& service) {
  if (service.scheduler != model::Scheduler::kSource) return 0;
  const bool ipv4 = service.vip.address().family() == net::Family::kIpv4;
  return static_cast<std::uint8_t>(ipv4 ? 96 + service.source_prefix : service.source_prefix);
}

}  // namespace

shunt_service PublishedService::row() const {
  shunt_service row{};
  row.id = id->first();
  row.forwarding = forwarding_row(config.forwarding);
  row.scheduler = scheduler_row(config.scheduler);
  if (config.health.passive != model::Passive::kOff) row.scheduler |= SHUNT_WATCHES_SYNS;
  row.source_bits = source_bits(config);
  row.udp_stateless = config.udp == model::UdpTracking::kStateless;
  // Without a table, offset and count stay 0: slot 0 leads to backend 0, which is none.
  if (table->rows) {
    row.slots_offset = table->rows->first();
    row.slots_count = table->rows->count();
    row.backends_offset = block->first();
  }
  return row;
}

shunt_service_record PublishedService::record() const {
  shunt_service_record record{};
  std::ranges::copy(config.name, record.name);
  record.service = row();
  record.service.backends_offset = block ? block->first() : 0;
  record.backends_count = block ? block->count() : 0;
  record.table_size = table->key().size;
  record.seed = config.seed;
  record.source_prefix = config.source_prefix;
  return record;
}

}  // namespace shunt::dataplane
