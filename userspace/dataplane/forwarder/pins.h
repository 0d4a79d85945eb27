// SPDX-License-Identifier: Apache-2.0
// The directory in the BPF file system that keeps program and maps alive and visible without a controller.
#pragma once

#include <filesystem>
#include <vector>

#include "core/result.h"
#include "core/unique_fd.h"
#include "dataplane/forwarder/forwarder.h"

namespace shunt::dataplane {

/// A controller that takes over pins its own objects in `next/` first, keeps the former program as `former-ID`
/// too, renames `next` to `promoted`, and each pin in it over the former one; only then it replaces the attached
/// programs and removes what is former. Its maps know where the flows of the former ones are, but not the reverse:
/// so they must be the ones to go on with before a packet meets them. Killed at any point, it leaves every program
/// that may be attached pinned, and one whole set of maps: those beside `prog`, or, where there is a `promoted`,
/// those in it with what they have replaced already. The next one keeps a `next/prog` as `former-ID`, in case an
/// older version was here.
class Pins {
 public:
  /// Creates `directory`; mounts the BPF file system at /sys/fs/bpf if that is where it lies and none is mounted.
  /// While this object lives, no other process can open the same directory: an error for it.
  static core::Result<Pins> open(const std::filesystem::path& directory);

  /// Programs that controllers before us left pinned here.
  [[nodiscard]] std::vector<core::UniqueFd> pinned_programs() const;

  /// Pins what `forwarder` has in `next/`; a program that a killed controller left there stays pinned.
  [[nodiscard]] core::Result<void> stage(const Forwarder& forwarder) const;

  /// Gives staged pins their final names. The former program stays pinned beside them.
  [[nodiscard]] core::Result<void> promote() const;

  /// Removes what is pinned of programs before the last one: when none of them is attached any more.
  [[nodiscard]] core::Result<void> remove_former() const;

  /// Removes all our pins, and the directory if nothing else is in it.
  [[nodiscard]] core::Result<void> remove() const;

 private:
  Pins(std::filesystem::path directory, core::UniqueFd lock)
      : directory_(std::move(directory)), lock_(std::move(lock)) {}

  std::filesystem::path directory_;
  core::UniqueFd lock_;  // flock(2): ends with the process, however that ends
};

}  // namespace shunt::dataplane
