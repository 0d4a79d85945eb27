// SPDX-License-Identifier: Apache-2.0
// Where `shunt decap` keeps what outlives it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/unique_fd.h"

namespace shunt::dataplane {

/// A program or map to be pinned.
struct PinnedObject {
  std::string_view name;  ///< of the file
  int fd = -1;
};

/// PIN-DIR/decap-IFACE: the program as `prog`, and its maps under their names. A dot in the name of the interface
/// becomes a colon, as bpffs has no dots; outside the namespace of PID 1, its number follows the name, as there
/// may be an eth0 in each namespace.
class DecapPins {
 public:
  DecapPins(const std::filesystem::path& pin_dir, const std::string& interface);

  /// Not valid if it is not there, or may not be opened: errno says which.
  [[nodiscard]] core::UniqueFd open(std::string_view name) const;

  /// All programs that are pinned here: one; and one more for each time that a command was killed between its
  /// prepare() and commit(). Any of them may be the one that is attached. Error: no permission.
  [[nodiscard]] core::Result<std::vector<core::UniqueFd>> programs() const;

  /// Pins beside what is there now, in a folder of its own. `program_id`: of the program among `objects`.
  /// Error: no bpffs, no permission.
  [[nodiscard]] core::Result<void> prepare(const std::vector<PinnedObject>& objects,
                                           std::uint32_t program_id) const;

  /// What prepare() pinned takes the place of all that was there.
  [[nodiscard]] core::Result<void> commit(const std::vector<PinnedObject>& objects,
                                          std::uint32_t program_id) const;

  /// What prepare() pinned goes away.
  void abandon(std::uint32_t program_id) const;

  /// Removes all. False: nothing was there.
  [[nodiscard]] core::Result<bool> remove() const;

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

 private:
  std::filesystem::path directory_;
};

inline constexpr std::string_view kProgramPin = "prog";

}  // namespace shunt::dataplane
