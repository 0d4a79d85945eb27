// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "dataplane/publish/range_allocator.h"
#include "shunt/abi.h"

namespace shunt::dataplane {

/// The rows of `next_hops`, one for each distinct next hop. Row 0 stands for "unresolved".
class NextHopRows {
 public:
  explicit NextHopRows(std::span<shunt_next_hop> rows);

  /// The row that says `next_hop`, written if there is none; nothing: all rows are taken.
  [[nodiscard]] std::optional<std::uint32_t> acquire(const shunt_next_hop& next_hop);

  /// Takes back every row but those in `live`. Call it when no packet can hold another one any more.
  void keep_only(const std::vector<bool>& live);

 private:
  struct Less {
    bool operator()(const shunt_next_hop& left, const shunt_next_hop& right) const;
  };

  std::span<shunt_next_hop> rows_;
  RangeAllocator free_;
  std::map<shunt_next_hop, std::uint32_t, Less> row_of_;
};

}  // namespace shunt::dataplane
