// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/result.h"
#include "core/unique_fd.h"

namespace shunt::daemon {

/// One controller a socket: a locked file beside it. The kernel drops the lock when the process ends, however it
/// ends.
class Lock {
 public:
  /// Creates the socket's directory if needed. Error: another controller runs.
  static core::Result<Lock> acquire(const std::filesystem::path& socket);

 private:
  explicit Lock(core::UniqueFd file) : file_(std::move(file)) {}

  core::UniqueFd file_;
};

}  // namespace shunt::daemon
