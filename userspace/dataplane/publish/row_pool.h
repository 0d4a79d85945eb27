// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "dataplane/publish/range_allocator.h"

namespace shunt::dataplane {

/// Rows of a map that packets read. What is given up may still be seen by packets on their way, so it is reused
/// only after reclaim(), which the owner calls when those are gone. The pool outlives its ranges.
class RowPool {
 public:
  /// Owned rows; given up by the destructor.
  class Range {
   public:
    Range(RowPool& pool, std::uint32_t first, std::uint32_t count) : pool_(pool), first_(first), count_(count) {}
    ~Range() { pool_.retired_.emplace_back(first_, count_); }
    Range(const Range&) = delete;
    Range& operator=(const Range&) = delete;

    [[nodiscard]] std::uint32_t first() const { return first_; }
    [[nodiscard]] std::uint32_t count() const { return count_; }

   private:
    RowPool& pool_;
    std::uint32_t first_;
    std::uint32_t count_;
  };

  /// Rows `first` to `end` - 1.
  RowPool(std::uint32_t first, std::uint32_t end) : free_(first, end) {}

  /// Null: there is no room. `count` is not 0.
  [[nodiscard]] std::shared_ptr<const Range> acquire(std::uint32_t count) {
    const auto first = free_.allocate(count);
    return first ? std::make_shared<const Range>(*this, *first, count) : nullptr;
  }

  /// These rows, which no packet of ours has seen. Null: some are taken, or outside of the pool.
  [[nodiscard]] std::shared_ptr<const Range> acquire_at(std::uint32_t first, std::uint32_t count) {
    return free_.allocate_at(first, count) ? std::make_shared<const Range>(*this, first, count) : nullptr;
  }

  /// No packet can see retired rows any more. Returns them.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> reclaim() {
    for (const auto& [first, count] : retired_) free_.release(first, count);
    return std::exchange(retired_, {});
  }

  [[nodiscard]] bool has_retired() const { return !retired_.empty(); }

 private:
  RangeAllocator free_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> retired_;
};

}  // namespace shunt::dataplane
