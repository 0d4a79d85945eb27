// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace shunt::dataplane {

/// Frames that met the same end: a row of bpf/include/shunt/decap.h. Each frame is in exactly one.
struct DecapCounter {
  struct Count {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;  ///< of frames as they came
  };

  std::string_view name;    ///< "decapsulated_ipip", "outer_fragment"; static
  std::string_view text;    ///< what it means and what to do; static
  bool dropped = false;     ///< else passed to the host
  std::vector<Count> cpus;  ///< by number of the CPU

  [[nodiscard]] Count total() const;
};

/// All rows of the pinned map, in the order of the ABI. Cost: a system call a row.
core::Result<std::vector<DecapCounter>> read_decap_counters(int map_fd);

}  // namespace shunt::dataplane
