// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/inherited.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "dataplane/tracking/slot.h"

namespace shunt::dataplane {
namespace {

template <typename Row>
std::optional<std::span<const Row>> rows_of(std::span<const Row> all, std::uint32_t first, std::uint32_t count) {
  if (first > all.size() || count > all.size() - first) return std::nullopt;
  return all.subspan(first, count);
}

net::IpAddress address_of(const shunt_backend& row) {
  net::IpAddress::Bytes bytes;
  std::ranges::copy(row.destination.bytes, bytes.begin());
  return net::IpAddress(bytes);
}

std::optional<model::Scheduler> scheduler_of(std::uint8_t row) {
  switch (SHUNT_SCHEDULER_OF(row)) {
    case SHUNT_SCHEDULE_FLOW: return model::Scheduler::kMaglev;
    case SHUNT_SCHEDULE_SOURCE: return model::Scheduler::kSource;
    case SHUNT_SCHEDULE_ROUND_ROBIN: return model::Scheduler::kRoundRobin;
    case SHUNT_SCHEDULE_LEAST_CONNECTIONS: return model::Scheduler::kLeastConnections;
    default: return std::nullopt;
  }
}

bool read_backends(InheritedService& service, std::span<const shunt_backend> block) {
  std::set<net::IpAddress> addresses;
  std::set<std::uint32_t> ids;
  for (std::uint32_t position = 1; position < block.size(); ++position) {
    const auto& row = block[position];
    if (row.id == 0) continue;
    const auto address = address_of(row);
    if (!addresses.insert(address).second || !ids.insert(row.id).second) return false;
    service.backends.push_back({.position = position, .row = row, .address = address});
  }
  return true;
}

std::optional<InheritedService> read_service(const shunt_service_record& record, std::uint32_t id,
                                             const InheritedMemory& memory) {
  const auto block = rows_of(memory.backends, record.service.backends_offset, record.backends_count);
  const auto slots = rows_of(memory.slots, record.service.slots_offset, record.service.slots_count);
  const auto scheduler = scheduler_of(record.service.scheduler);
  if (!block || !slots || !scheduler || record.service.id != id) return std::nullopt;
  if (!slots->empty() && record.table_size != slots->size()) return std::nullopt;
  InheritedService service{.name = record.name,
                           .id = id,
                           .scheduler = *scheduler,
                           .source_prefix = record.source_prefix,
                           .table_size = record.table_size,
                           .seed = record.seed,
                           .slots = {slots->begin(), slots->end()},
                           .backends = {},
                           .block_rows = record.backends_count};
  const auto inside = [&](const shunt_slot& slot) {
    return slot.current < std::max(1U, record.backends_count) &&
           previous_of(slot) < std::max(1U, record.backends_count);
  };
  if (!std::ranges::all_of(service.slots, inside) || !read_backends(service, *block)) return std::nullopt;
  return service;
}

}  // namespace

core::Result<Inherited> read_inherited(const InheritedMemory& memory) {
  const std::uint32_t half = memory.control->active & 1;
  const auto count = memory.services.size() / SHUNT_GENERATIONS;
  Inherited inherited{
      .services = {}, .flow_seed = memory.control->generations[half].flow_seed, .clock = memory.control->clock};
  std::set<std::string> names;
  for (std::uint32_t id = 0; id < count; ++id) {
    const auto& record = memory.services[half * count + id];
    if (record.name[0] == 0) continue;
    const std::string_view name(record.name, sizeof(record.name));
    auto service = name.find('\0') == std::string_view::npos ? std::nullopt : read_service(record, id, memory);
    if (!service || !names.insert(service->name).second)
      return core::Error("the maps contradict themselves at service " + std::to_string(id));
    inherited.services.push_back(*std::move(service));
  }
  return inherited;
}

}  // namespace shunt::dataplane
