// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/range_allocator.h"

#include <iterator>

namespace shunt::dataplane {

RangeAllocator::RangeAllocator(std::uint32_t first, std::uint32_t end) {
  if (end > first) gaps_.emplace(first, end - first);
}

std::optional<std::uint32_t> RangeAllocator::allocate(std::uint32_t count) {
  for (auto gap = gaps_.begin(); gap != gaps_.end(); ++gap) {
    if (gap->second < count) continue;
    const auto [first, size] = *gap;
    const auto next = gaps_.erase(gap);
    if (size > count) gaps_.emplace_hint(next, first + count, size - count);
    used_ += count;
    return first;
  }
  return std::nullopt;
}

bool RangeAllocator::allocate_at(std::uint32_t first, std::uint32_t count) {
  auto gap = gaps_.upper_bound(first);
  if (gap == gaps_.begin()) return false;
  --gap;
  const auto [start, size] = *gap;
  const std::uint32_t before = first - start;
  if (before >= size || count > size - before) return false;
  gaps_.erase(gap);
  if (before != 0) gaps_.emplace(start, before);
  if (size - before > count) gaps_.emplace(first + count, size - before - count);
  used_ += count;
  return true;
}

void RangeAllocator::release(std::uint32_t first, std::uint32_t count) {
  used_ -= count;
  auto next = gaps_.lower_bound(first);
  if (next != gaps_.end() && first + count == next->first) {
    count += next->second;
    next = gaps_.erase(next);
  }
  if (next != gaps_.begin()) {
    const auto before = std::prev(next);
    if (before->first + before->second == first) {
      before->second += count;
      return;
    }
  }
  gaps_.emplace_hint(next, first, count);
}

}  // namespace shunt::dataplane
