// SPDX-License-Identifier: Apache-2.0
// Rows of the service index placed by the cuckoo rule of abi.h.
#pragma once

#include <cstdint>
#include <vector>

#include "shunt/abi.h"

namespace shunt::rows {

struct PlacedIndex {
  std::uint64_t seed = 0;
  std::vector<shunt_index_row> rows;
};

/// `entries` in `row_count` rows, a power of two, under the first of seeds 1, 2, ... with which they fit. Ends the
/// test program if none of 64 does.
PlacedIndex place(const std::vector<shunt_index_row>& entries, std::uint32_t row_count);

}  // namespace shunt::rows
