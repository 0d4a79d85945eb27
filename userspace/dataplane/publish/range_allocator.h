// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>

namespace shunt::dataplane {

/// Rows of a map, given out in ranges: first fit. Cost of both calls: linear in the number of gaps, which is
/// small where ranges have few sizes.
class RangeAllocator {
 public:
  /// Gives out rows `first` to `end` - 1.
  RangeAllocator(std::uint32_t first, std::uint32_t end);

  /// The first row of `count` (not 0) rows in a row; nothing: no gap is that long.
  [[nodiscard]] std::optional<std::uint32_t> allocate(std::uint32_t count);

  /// These rows; false: some of them are given out already, or are none of ours.
  [[nodiscard]] bool allocate_at(std::uint32_t first, std::uint32_t count);

  /// Takes back exactly what allocate() gave.
  void release(std::uint32_t first, std::uint32_t count);

  [[nodiscard]] std::uint32_t used() const { return used_; }

 private:
  std::map<std::uint32_t, std::uint32_t> gaps_;  // first row -> number of rows
  std::uint32_t used_ = 0;
};

}  // namespace shunt::dataplane
