// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "core/result.h"
#include "dataplane/attach/query.h"

namespace shunt::dataplane {

/// Tells our programs from others': same name, and a map in common with one that we hold. The name alone would
/// take another instance (another --pin-dir, another namespace) for ours.
class Ownership {
 public:
  /// Nothing is ours yet. `program_name`: of the function, at most 15 characters.
  explicit Ownership(std::string program_name) : program_name_(std::move(program_name)) {}

  /// What shares a map with this program is ours as well: the program just loaded, and the one that a controller
  /// before us left pinned.
  core::Result<void> add(int program_fd);

  [[nodiscard]] bool owns(const ProgramInfo& program) const;

  /// Ours among the programs of an interface; null if there is none.
  [[nodiscard]] const ProgramInfo* find(const InterfacePrograms& programs) const;

  /// Another instance's: our name, but none of our maps. Null if there is none.
  [[nodiscard]] const ProgramInfo* find_namesake(const InterfacePrograms& programs) const;

 private:
  std::string program_name_;
  std::set<std::uint32_t> program_ids_;
  std::set<std::uint32_t> map_ids_;
};

}  // namespace shunt::dataplane
