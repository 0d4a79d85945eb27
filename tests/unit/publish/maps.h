// SPDX-License-Identifier: Apache-2.0
// The maps as plain memory, with a publisher that writes them, and states for it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>
#include <vector>

#include "dataplane/publish/publisher.h"
#include "dataplane/publish/upkeep.h"
#include "support/rows/memory_file.h"

namespace shunt::dataplane {

// Maps of a size, all zero, and what the publisher asked of the kernel.
struct Maps {
  explicit Maps(const MapSizes& sizes)
      : index(std::size_t{2} * sizes.index_rows),
        rules(std::size_t{2} * sizes.rules),
        slots(sizes.slots),
        backends(sizes.backends),
        next_hops(SHUNT_MAX_NEXT_HOPS),
        backend_flows(sizes.backend_stats),
        services(std::size_t{2} * sizes.services),
        flows(sizes.flow_buckets),
        flow_names(sizes.flow_buckets),
        publisher(memory(), sizes,
                  {.wait_for_packets = [this] { ++grace_periods; },
                   .clear_backend_stats = [this](std::uint32_t row) { cleared.insert(row); },
                   .clear_service_drops = [](std::uint32_t) {}}) {}

  MapMemory memory() {
    return {.control = &control,
            .index = index,
            .rules = rules,
            .slots = slots.windowed(),
            .backends = backends,
            .next_hops = next_hops,
            .backend_flows = backend_flows,
            .services = services,
            .flows = flows.windowed(),
            .flow_names = flow_names.read_only()};
  }

  shunt_control control{};
  std::vector<shunt_index_row> index;
  std::vector<shunt_rule> rules;
  MemoryFile<shunt_slot> slots;
  std::vector<shunt_backend> backends;
  std::vector<shunt_next_hop> next_hops;
  std::vector<shunt_backend_flows> backend_flows;
  std::vector<shunt_service_record> services;
  MemoryFile<shunt_flow_bucket> flows;
  MemoryFile<shunt_flow_names> flow_names;
  int grace_periods = 0;
  std::uint32_t clock = 0;
  std::set<std::uint32_t> cleared;
  Publisher publisher;
};

inline MapSizes sizes(std::uint32_t services = 8, std::uint32_t backends = 16, std::uint32_t slots = 10'000) {
  return map_sizes({.services = services, .backends = backends, .slots = slots}, slots);
}

inline model::Service service(const std::string& name, const char* vip,
                              std::initializer_list<const char*> backends) {
  model::Service result{.name = name, .vip = *net::IpPrefix::parse(vip)};
  result.ports = {{.first = 80, .last = 80, .protocol = net::Protocol::kTcp}};
  for (const char* backend : backends) result.backends.push_back({.address = *net::IpAddress::parse(backend)});
  return result;
}

inline shunt_next_hop next_hop(std::uint8_t last_byte, std::uint32_t mtu = 1500) {
  shunt_next_hop row{};
  row.destination_mac[5] = last_byte;
  row.ifindex = 2;
  row.mtu = mtu;
  return row;
}

// Every backend is reached by a next hop of its own.
inline DesiredState desired(const std::vector<model::Service>& services, std::uint32_t clock = 0) {
  DesiredState state{.services = as_configured(services), .clock = clock};
  for (const auto& service : services) {
    for (const auto& backend : service.backends) {
      state.egress[backend.address] = {.source = *net::IpAddress::parse("198.51.100.2"),
                                       .on_link = true,
                                       .next_hop = next_hop(backend.address.bytes()[15])};
    }
  }
  return state;
}

}  // namespace shunt::dataplane
