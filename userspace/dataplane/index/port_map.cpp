// SPDX-License-Identifier: Apache-2.0
#include "dataplane/index/port_map.h"

#include <iterator>

namespace shunt::dataplane {

void PortMap::paint(std::uint32_t first, std::uint32_t last, std::size_t owner) {
  cut_at(first);
  cut_at(last + 1);
  strokes_.erase(strokes_.lower_bound(first), strokes_.upper_bound(last));
  strokes_[first] = {last, owner};
}

std::vector<PortMap::Range> PortMap::ranges() const {
  std::vector<Range> ranges;
  for (const auto& [first, stroke] : strokes_) {
    // The last key of one protocol and the first of another never touch: 6 and 17 are no neighbours.
    if (!ranges.empty() && ranges.back().owner == stroke.owner && ranges.back().last + 1 == first) {
      ranges.back().last = stroke.last;
    } else {
      ranges.push_back({first, stroke.last, stroke.owner});
    }
  }
  return ranges;
}

void PortMap::cut_at(std::uint32_t key) {
  const auto behind = strokes_.lower_bound(key);
  if (behind == strokes_.begin()) return;
  Stroke& before = std::prev(behind)->second;
  if (before.last < key) return;
  strokes_.emplace_hint(behind, key, before);
  before.last = key - 1;
}

}  // namespace shunt::dataplane
