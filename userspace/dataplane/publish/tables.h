// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "dataplane/maps/windowed_rows.h"
#include "dataplane/publish/row_pool.h"
#include "dataplane/publish/table.h"
#include "shunt/abi.h"

namespace shunt::dataplane {

/// The tables in `slots`. Services with the same backends at the same positions, the same weights, seed and size
/// share one, and go on sharing when they change alike.
class Tables {
 public:
  /// `slots`: the map; row 0 stays zero, for services without a table.
  explicit Tables(WindowedRows<shunt_slot> slots)
      : slots_(slots), pool_(1, static_cast<std::uint32_t>(slots.size())) {}

  /// The table of a service that had `before` (null: none) and shall be `key`: `before` itself if it is that. One
  /// that changes from `before` keeps flows where they are (tracking/slot.h); one of another size, seed or
  /// scheduler does not. Null: no room for key.size slots.
  /// @param in_place a table that no other service has may stay in its rows, to be stored there by store()
  [[nodiscard]] std::shared_ptr<Table> acquire(const TableKey& key, const std::shared_ptr<Table>& before,
                                               bool in_place, std::uint32_t clock);

  /// A table that another controller left: its slots as they were found. Services that shared one share it again.
  [[nodiscard]] std::shared_ptr<Table> restore(TableKey key, std::vector<shunt_slot> slots, std::uint32_t clock);

  /// Makes packets see `table`, slot by slot: those that differ from what the map holds.
  void store(const Table& table);

  /// See RowPool::reclaim.
  void reclaim();

 private:
  /// A successor belongs to what it followed, in the state in which it followed it.
  struct Origin {
    TableKey key;
    std::uint64_t before = 0;  ///< Table::number; 0: it followed none; the largest: it was restored
    std::uint64_t version = 0;
    bool operator==(const Origin&) const = default;
  };
  struct OriginHash {
    std::size_t operator()(const Origin& origin) const noexcept;
  };

  std::shared_ptr<Table> number(std::shared_ptr<Table> table);
  std::shared_ptr<Table> place(std::shared_ptr<Table> table);

  WindowedRows<shunt_slot> slots_;
  RowPool pool_;
  std::uint64_t last_number_ = 0;
  std::unordered_map<Origin, std::weak_ptr<Table>, OriginHash> tables_;
};

}  // namespace shunt::dataplane
