// SPDX-License-Identifier: Apache-2.0
#include "daemon/lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace shunt::daemon {

core::Result<Lock> Lock::acquire(const std::filesystem::path& socket) {
  std::error_code error;
  if (socket.has_parent_path()) std::filesystem::create_directories(socket.parent_path(), error);
  if (error) return core::Error("cannot create " + socket.parent_path().string() + ": " + error.message());
  const auto path = socket.string() + ".lock";
  core::UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.valid()) return core::Error::from_errno("cannot open " + path, errno);
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK)
      return core::Error("another controller runs at " + socket.string() +
                         "; stop it, or give this one a --socket and a --pin-dir of its own");
    return core::Error::from_errno("cannot lock " + path, errno);
  }
  return Lock(std::move(file));
}

}  // namespace shunt::daemon
