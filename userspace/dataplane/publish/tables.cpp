// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/tables.h"

#include <functional>

namespace shunt::dataplane {

std::size_t Tables::KeyHash::operator()(const Key& key) const noexcept {
  std::size_t hash = key.size ^ key.seed;
  for (const auto& candidate : key.candidates) {
    hash = hash * 31 + std::hash<net::IpAddress>{}(candidate.address) + candidate.weight;
  }
  return hash;
}

std::shared_ptr<const Table> Tables::acquire(const Key& key) {
  const auto known = tables_.find(key);
  if (known != tables_.end()) {
    if (auto table = known->second.lock()) return table;
  }
  auto table = std::make_shared<Table>();
  table->positions = scheduler::build_maglev_table(key.candidates, key.size, key.seed);
  if (!table->positions.empty()) {
    table->rows = pool_.acquire(static_cast<std::uint32_t>(table->positions.size()));
    if (!table->rows) return nullptr;
    auto* slot = &slots_[table->rows->first()];
    for (const auto position : table->positions) *slot++ = {.current = position, .previous = position};
  }
  tables_.insert_or_assign(key, table);
  return table;
}

void Tables::reclaim() {
  std::erase_if(tables_, [](const auto& entry) { return entry.second.expired(); });
  pool_.reclaim();
}

}  // namespace shunt::dataplane
