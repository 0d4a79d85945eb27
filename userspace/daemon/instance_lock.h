// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/result.h"
#include "core/unique_fd.h"

namespace shunt::daemon {

/// The right to use a socket path, held by one process at a time: a lock on the file SOCKET.lock beside it. The
/// kernel gives it back however the process ends; the file stays, since removing it would race with the next
/// owner.
class InstanceLock {
 public:
  /// Makes the folder of `socket` if there is none. Error: the line names the process that has it.
  static core::Result<InstanceLock> take(const std::filesystem::path& socket);

 private:
  explicit InstanceLock(core::UniqueFd fd) : fd_(std::move(fd)) {}

  core::UniqueFd fd_;
};

}  // namespace shunt::daemon
