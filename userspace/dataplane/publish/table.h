// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "dataplane/publish/row_pool.h"
#include "model/config.h"
#include "scheduler/maglev.h"
#include "shunt/abi.h"

namespace shunt::dataplane {

/// What a table is made of.
struct TableKey {
  std::vector<scheduler::Candidate> candidates;  ///< by position; weight 0 where a position is free
  std::vector<bool> alive;                       ///< by position: flows may stay with it
  std::uint32_t size = 0;
  std::uint64_t seed = 0;
  model::Scheduler scheduler = model::Scheduler::kMaglev;
  std::uint8_t source_prefix = 0;  ///< as model::Service
  bool operator==(const TableKey&) const = default;

  /// Whether a flow has the same slot in tables of both.
  [[nodiscard]] bool same_slots(const TableKey& other) const {
    return size == other.size && seed == other.seed && scheduler == other.scheduler &&
           source_prefix == other.source_prefix;
  }
};

/// A lookup table: for each slot the positions of its backends, as the map holds them.
class Table {
 public:
  Table(TableKey key, std::vector<shunt_slot> slots, std::vector<std::uint32_t> since)
      : key_(std::move(key)), slots_(std::move(slots)), since_(std::move(since)) {
    count();
  }

  [[nodiscard]] const TableKey& key() const { return key_; }
  /// Empty: no backend ever had weight.
  [[nodiscard]] const std::vector<shunt_slot>& slots() const { return slots_; }
  /// Clock of each slot's last change; empty: none has changed.
  [[nodiscard]] const std::vector<std::uint32_t>& since() const { return since_; }
  [[nodiscard]] std::uint32_t migrating() const { return migrating_; }
  [[nodiscard]] std::uint32_t tracked() const { return tracked_; }  ///< and not migrating
  [[nodiscard]] bool steady() const { return migrating_ + tracked_ == 0; }
  /// Counts changes after the table was made.
  [[nodiscard]] std::uint64_t version() const { return version_; }

  /// Its rows in `slots`; null for an empty table.
  std::shared_ptr<const RowPool::Range> rows;
  /// Of all tables that were ever made; not 0.
  std::uint64_t number = 0;

  /// Gives slots the state that `next(number, slot, since)` returns. @return whether any changed
  template <typename Next>
  bool update(Next next) {
    bool changed = false;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      const shunt_slot slot = next(i, slots_[i], since_.empty() ? 0 : since_[i]);
      if (slot.current == slots_[i].current && slot.previous == slots_[i].previous) continue;
      slots_[i] = slot;
      changed = true;
    }
    if (changed) {
      ++version_;
      count();
    }
    return changed;
  }

 private:
  void count();

  TableKey key_;
  std::vector<shunt_slot> slots_;
  std::vector<std::uint32_t> since_;
  std::uint32_t migrating_ = 0;
  std::uint32_t tracked_ = 0;
  std::uint64_t version_ = 0;
};

}  // namespace shunt::dataplane
