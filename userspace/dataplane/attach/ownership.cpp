// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/ownership.h"

#include <algorithm>

namespace shunt::dataplane {

core::Result<void> Ownership::add(int program_fd) {
  const auto info = program_info(program_fd);
  if (!info) return info.error();
  program_ids_.insert(info->id);
  map_ids_.insert(info->map_ids.begin(), info->map_ids.end());
  return {};
}

bool Ownership::owns(const ProgramInfo& program) const {
  if (program.name != program_name_) return false;
  return program_ids_.contains(program.id) ||
         std::ranges::any_of(program.map_ids, [this](std::uint32_t id) { return map_ids_.contains(id); });
}

const ProgramInfo* Ownership::find(const InterfacePrograms& programs) const {
  const auto found =
      std::ranges::find_if(programs.programs, [this](const auto& program) { return owns(program); });
  return found == programs.programs.end() ? nullptr : &*found;
}

const ProgramInfo* Ownership::find_namesake(const InterfacePrograms& programs) const {
  const auto found = std::ranges::find_if(
      programs.programs, [this](const auto& program) { return program.name == program_name_ && !owns(program); });
  return found == programs.programs.end() ? nullptr : &*found;
}

}  // namespace shunt::dataplane
