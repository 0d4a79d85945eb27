// SPDX-License-Identifier: Apache-2.0
// Reads the per-CPU counter maps.
#pragma once

#include <array>

#include "shunt/limits.h"
#include "support/outcome/counters.h"

struct bpf_map;

namespace shunt::program {

/// Rows of a map of shunt_counter that are not zero, summed over CPUs.
outcome::Counters::Rows read_counters(const bpf_map* map);

/// The same for iface_stats; `interfaces`: the ifindex of each row, as in `control`.
std::map<std::uint32_t, std::array<outcome::Counter, 4>> read_interface_counters(
    const bpf_map* map, const std::array<std::uint32_t, SHUNT_MAX_INTERFACES>& interfaces);

}  // namespace shunt::program
