// SPDX-License-Identifier: Apache-2.0
// A given State as rows of the program's maps (bpf/include/shunt/abi.h), computed the plain way: every place where
// rules can change is looked at, every key is placed by trial.
#pragma once

#include <array>
#include <vector>

#include "shunt/abi.h"
#include "support/given/state.h"

namespace shunt::rows {

struct MapRows {
  shunt_generation generation{};
  std::vector<shunt_index_row> index;  ///< one half
  std::vector<shunt_rule> rules;       ///< one half
  std::vector<shunt_slot> slots;
  std::vector<shunt_backend> backends;
  std::vector<shunt_next_hop> next_hops;
  std::array<std::uint32_t, SHUNT_MAX_INTERFACES> interfaces{};  ///< ifindex by row, as in `control`
  std::array<shunt_address, SHUNT_MAX_PROBE_SOURCES> probe_sources{};
  std::vector<shunt_address> probe_vips;
};

/// `index_rows`: of one half, a power of two. Ends the test program if the state does not fit.
MapRows map_rows(const given::State& state, std::uint32_t index_rows);

/// The row of an interface; SHUNT_MAX_INTERFACES if it has none.
std::uint32_t row_of_interface(const std::array<std::uint32_t, SHUNT_MAX_INTERFACES>& rows, std::uint32_t ifindex);

}  // namespace shunt::rows
