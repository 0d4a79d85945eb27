// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "config/checks.h"
#include "config/limit.h"
#include "scheduler/table_size.h"

namespace shunt::config {
namespace {

/// Slots of a service's table; 0 if no backend takes any.
std::uint32_t table_size(const model::Service& service) {
  const bool used = std::any_of(service.backends.begin(), service.backends.end(),
                                [](const model::Backend& backend) { return backend.weight != 0; });
  return used ? service.table_size.value_or(scheduler::choose_table_size(service.backends.size())) : 0;
}

using TableBackend = std::tuple<net::IpAddress, std::uint32_t, bool>;

/// What a table depends on. Its backends are in the order of their addresses: the file's makes no difference.
using TableKey = std::tuple<std::uint64_t, std::uint32_t, std::vector<TableBackend>>;

TableKey key_of(const model::Service& service, std::uint32_t size) {
  TableKey key{service.seed, size, {}};
  auto& backends = std::get<2>(key);
  backends.reserve(service.backends.size());
  for (const auto& backend : service.backends)
    backends.emplace_back(backend.address, backend.weight, backend.backup);
  std::sort(backends.begin(), backends.end());
  return key;
}

}  // namespace

void check_slots(const Draft& draft, Findings& findings) {
  const auto& limits = draft.config.limits;
  // Without a limit the map is made to measure, as far as it goes.
  const auto room = limits.slots != 0 ? limits.slots : model::kMaxSlots;
  const Limit slots{"slots", room, model::kMaxSlots, draft.limits.slots};
  std::uint64_t sum = 0;
  for (const auto& service : draft.config.services) sum += table_size(service);
  if (sum <= slots.value) return;  // the usual case, without a comparison of tables
  std::set<TableKey> seen;
  sum = 0;
  for (const auto& service : draft.config.services) {
    const auto size = table_size(service);
    if (size != 0 && seen.insert(key_of(service, size)).second) sum += size;
  }
  require_limit(slots, sum, "the tables of the services need " + std::to_string(sum) + " slots", draft, findings);
}

}  // namespace shunt::config
