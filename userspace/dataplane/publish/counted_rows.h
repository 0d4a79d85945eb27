// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "dataplane/publish/row_pool.h"

namespace shunt::dataplane {

/// Rows of a counter map, from 1 on: one each, at zero when it is given out.
class CountedRows {
 public:
  CountedRows(std::uint32_t end, std::function<void(std::uint32_t)> clear)
      : pool_(1, end), used_before_(end), clear_(std::move(clear)) {}

  /// Null: there is no row left.
  [[nodiscard]] std::shared_ptr<const RowPool::Range> acquire() {
    auto row = pool_.acquire(1);
    if (!row) return nullptr;
    if (used_before_[row->first()]) clear_(row->first());
    used_before_[row->first()] = true;
    return row;
  }

  /// That row, with what it has counted. Null: it is taken, or outside of the map.
  [[nodiscard]] std::shared_ptr<const RowPool::Range> acquire_at(std::uint32_t row) {
    auto range = pool_.acquire_at(row, 1);
    if (range) used_before_[row] = true;
    return range;
  }

  /// See RowPool::reclaim.
  void reclaim() { pool_.reclaim(); }

 private:
  RowPool pool_;
  std::vector<bool> used_before_;
  std::function<void(std::uint32_t)> clear_;
};

}  // namespace shunt::dataplane
