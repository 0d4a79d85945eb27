// SPDX-License-Identifier: Apache-2.0
// Which row of the service index each key gets: a cuckoo hash with two places a key, so that a lookup reads two
// rows at most, and one in most cases.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "shunt/abi.h"
#include "shunt/index_hash.h"

namespace shunt::dataplane {

struct Placement {
  static constexpr std::uint32_t kEmpty = std::numeric_limits<std::uint32_t>::max();

  std::uint64_t seed = 0;               ///< shunt_generation.index_seed
  std::vector<std::uint32_t> keys;      ///< by row: position of the key, or kEmpty
  std::vector<std::uint8_t> displaced;  ///< by row: 1 if a key whose first place it is lives in its second
};

/// Places distinct keys in `rows` rows, a power of two above 0. Earlier keys are more likely to get their first
/// place. The first of a fixed sequence of seeds with which the keys fit is taken, so the result depends on the
/// arguments alone. Nothing if no seed works: up to half full, each seed does with a probability of 0.8; above,
/// hardly any for many keys. Cost: linear; 0.5 ms for 20,000 keys.
[[nodiscard]] std::optional<Placement> place_keys(std::span<const shunt_key> keys, std::uint32_t rows);

}  // namespace shunt::dataplane
