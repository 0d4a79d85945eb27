// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "dataplane/publish/row_pool.h"
#include "scheduler/maglev.h"
#include "shunt/abi.h"

namespace shunt::dataplane {

/// A lookup table in `slots`: the position of a backend for each slot. Written once.
struct Table {
  std::shared_ptr<const RowPool::Range> rows;
  std::vector<std::uint32_t> positions;  ///< by slot
};

/// Tables by what they are made of: services with the same backends at the same positions, the same weights, seed
/// and size share one.
class Tables {
 public:
  struct Key {
    std::vector<scheduler::Candidate> candidates;  ///< by position; weight 0 where a position is free
    std::uint32_t size = 0;
    std::uint64_t seed = 0;
    bool operator==(const Key&) const = default;
  };

  /// `slots`: the map; row 0 stays zero, for services without a backend.
  explicit Tables(std::span<shunt_slot> slots)
      : slots_(slots), pool_(1, static_cast<std::uint32_t>(slots.size())) {}

  /// The table of `key`, built and written if there is none. One without rows: no candidate has weight. Null: no
  /// room for key.size slots.
  [[nodiscard]] std::shared_ptr<const Table> acquire(const Key& key);

  /// See RowPool::reclaim.
  void reclaim();

 private:
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };

  std::span<shunt_slot> slots_;
  RowPool pool_;
  std::unordered_map<Key, std::weak_ptr<const Table>, KeyHash> tables_;
};

}  // namespace shunt::dataplane
