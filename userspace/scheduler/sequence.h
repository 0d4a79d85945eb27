// SPDX-License-Identifier: Apache-2.0
// The order in which backends take turns: weighted round-robin as a table that is walked from slot to slot.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scheduler/maglev.h"

namespace shunt::scheduler {

/// For each of `table_size` slots the position of its candidate: shares as divide_slots() gives them, spread so
/// evenly that a candidate's n-th turn comes as near to its place (n + 1/2) / share as whole slots allow. Empty if
/// no candidate has weight. Equal claims go to the lower address. Cost: table_size * log(candidates).
[[nodiscard]] std::vector<std::uint32_t> build_sequence(std::span<const Candidate> candidates,
                                                        std::uint32_t table_size);

}  // namespace shunt::scheduler
