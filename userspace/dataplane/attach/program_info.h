// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/unique_fd.h"

namespace shunt::dataplane {

/// What the kernel says of a loaded program.
struct ProgramInfo {
  std::uint32_t id = 0;
  std::string name;  ///< its first 15 characters
  std::vector<std::uint32_t> map_ids;
  bool operator==(const ProgramInfo&) const = default;
};

/// Two system calls.
core::Result<ProgramInfo> program_info(int fd);

/// Needs CAP_SYS_ADMIN. A descriptor that is not valid: the program with this id has gone.
core::Result<core::UniqueFd> open_program(std::uint32_t id);

}  // namespace shunt::dataplane
