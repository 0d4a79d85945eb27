// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/tables.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <utility>

#include "dataplane/tracking/slot.h"
#include "scheduler/sequence.h"

namespace shunt::dataplane {
namespace {

// Origin::before of tables that were restored: no table has this number.
constexpr std::uint64_t kAnotherController = std::numeric_limits<std::uint64_t>::max();

bool records_every_flow(model::Scheduler scheduler) {
  return scheduler == model::Scheduler::kRoundRobin || scheduler == model::Scheduler::kLeastConnections;
}

std::vector<std::uint32_t> positions_of(const TableKey& key) {
  if (key.scheduler == model::Scheduler::kRoundRobin) return scheduler::build_sequence(key.candidates, key.size);
  return scheduler::build_maglev_table(key.candidates, key.size, key.seed);
}

std::shared_ptr<Table> steady_table(const TableKey& key, const std::vector<std::uint32_t>& positions) {
  std::vector<shunt_slot> slots;
  slots.reserve(positions.size());
  for (const auto position : positions) slots.push_back(steady_slot(position));
  return std::make_shared<Table>(key, std::move(slots), std::vector<std::uint32_t>());
}

bool same_slots(const std::vector<shunt_slot>& left, const std::vector<shunt_slot>& right) {
  return std::ranges::equal(left, right, [](const shunt_slot& a, const shunt_slot& b) {
    return a.current == b.current && a.previous == b.previous;
  });
}

std::shared_ptr<Table> successor(const TableKey& key, std::vector<std::uint32_t> positions, const Table& before,
                                 std::uint32_t clock) {
  if (positions.empty()) positions.resize(before.slots().size());  // no backend takes new flows
  std::vector<shunt_slot> slots = before.slots();
  std::vector<std::uint32_t> since = before.since();
  since.resize(slots.size());
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const auto previous =
        slots[i].current != positions[i] && !is_migrating(slots[i]) ? slots[i].current : previous_of(slots[i]);
    const bool stays = previous < key.alive.size() && key.alive[previous];
    const shunt_slot next = changed_slot(slots[i], positions[i], stays);
    if (next.current != slots[i].current) since[i] = clock;
    slots[i] = next;
  }
  return std::make_shared<Table>(key, std::move(slots), std::move(since));
}

}  // namespace

void Table::count() {
  migrating_ = tracked_ = 0;
  for (const auto& slot : slots_) {
    if (is_migrating(slot)) {
      ++migrating_;
    } else if (is_tracked(slot)) {
      ++tracked_;
    }
  }
}

std::size_t Tables::OriginHash::operator()(const Origin& origin) const noexcept {
  std::size_t hash = origin.key.size ^ origin.key.seed ^ origin.before * 0x9e3779b97f4a7c15;
  for (const auto& candidate : origin.key.candidates) {
    hash = hash * 31 + std::hash<net::IpAddress>{}(candidate.address) + candidate.weight;
  }
  return hash;
}

std::shared_ptr<Table> Tables::acquire(const TableKey& key, const std::shared_ptr<Table>& before, bool in_place,
                                       std::uint32_t clock) {
  if (before && before->key() == key) return before;
  const bool follows =
      before && !before->slots().empty() && before->key().same_slots(key) && !records_every_flow(key.scheduler);
  const bool stays =
      in_place && before && before.use_count() == 1 && before->rows && before->rows->count() == key.size;
  Origin origin{.key = key};
  if (follows) {
    origin.before = before->number;
    origin.version = before->version();
  }
  if (const auto known = tables_.find(origin); known != tables_.end()) {
    if (auto table = known->second.lock(); table && table->version() == 0) return table;
  }
  auto positions = positions_of(key);
  if (positions.empty() && stays) positions.resize(key.size);
  auto table =
      number(follows ? successor(key, std::move(positions), *before, clock) : steady_table(key, positions));
  if (stays) {
    // Whoever asks for a table like `before` in this same publication must not get rows that will say otherwise.
    std::erase_if(tables_, [&](const auto& entry) { return entry.second.lock() == before; });
    table->rows = before->rows;
    return table;
  }
  table = place(std::move(table));
  if (table) tables_.insert_or_assign(std::move(origin), table);
  return table;
}

std::shared_ptr<Table> Tables::restore(TableKey key, std::vector<shunt_slot> slots, std::uint32_t clock) {
  Origin origin{.key = key, .before = kAnotherController};
  if (const auto known = tables_.find(origin); known != tables_.end())
    if (auto table = known->second.lock(); table && same_slots(table->slots(), slots)) return table;
  std::vector<std::uint32_t> since(slots.size(), clock);
  auto table = place(number(std::make_shared<Table>(std::move(key), std::move(slots), std::move(since))));
  if (table) tables_.insert_or_assign(std::move(origin), table);
  return table;
}

std::shared_ptr<Table> Tables::number(std::shared_ptr<Table> table) {
  table->number = ++last_number_;
  return table;
}

std::shared_ptr<Table> Tables::place(std::shared_ptr<Table> table) {
  if (table->slots().empty()) return table;
  table->rows = pool_.acquire(static_cast<std::uint32_t>(table->slots().size()));
  if (!table->rows) return nullptr;
  const auto window = slots_.show(table->rows->first(), table->slots().size());
  std::ranges::copy(table->slots(), window.rows().begin());
  return table;
}

void Tables::store(const Table& table) {
  if (!table.rows) return;
  const auto window = slots_.show(table.rows->first(), table.slots().size());
  auto* held = window.rows().data();
  for (const auto& slot : table.slots()) {
    if (held->current != slot.current || held->previous != slot.previous) {
      std::uint64_t word = 0;
      std::memcpy(&word, &slot, sizeof(word));
      __atomic_store_n(reinterpret_cast<std::uint64_t*>(held), word, __ATOMIC_RELEASE);
    }
    ++held;
  }
}

void Tables::reclaim() {
  std::erase_if(tables_, [](const auto& entry) { return entry.second.expired(); });
  pool_.reclaim();
}

}  // namespace shunt::dataplane
