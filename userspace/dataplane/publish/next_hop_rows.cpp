// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/next_hop_rows.h"

#include <cstring>

namespace shunt::dataplane {

bool NextHopRows::Less::operator()(const shunt_next_hop& left, const shunt_next_hop& right) const {
  // Rows have named padding that is zero: their bytes are their value.
  return std::memcmp(&left, &right, sizeof left) < 0;
}

NextHopRows::NextHopRows(std::span<shunt_next_hop> rows)
    : rows_(rows), free_(1, static_cast<std::uint32_t>(rows.size())) {}

std::optional<std::uint32_t> NextHopRows::acquire(const shunt_next_hop& next_hop) {
  if (const auto known = row_of_.find(next_hop); known != row_of_.end()) return known->second;
  const auto row = free_.allocate(1);
  if (!row) return std::nullopt;
  rows_[*row] = next_hop;
  row_of_.emplace(next_hop, *row);
  return row;
}

void NextHopRows::keep_only(const std::vector<bool>& live) {
  std::erase_if(row_of_, [&](const auto& entry) {
    if (live[entry.second]) return false;
    free_.release(entry.second, 1);
    return true;
  });
}

}  // namespace shunt::dataplane
