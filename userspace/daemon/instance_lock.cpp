// SPDX-License-Identifier: Apache-2.0
#include "daemon/instance_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

namespace shunt::daemon {
namespace {

/// What the owner wrote into its lock file: its process id; 0 if it has not yet.
int owner_of(int fd) {
  std::array<char, 16> text{};
  const ssize_t length = ::pread(fd, text.data(), text.size(), 0);
  int pid = 0;
  if (length > 0) std::from_chars(text.data(), text.data() + length, pid);
  return pid;
}

}  // namespace

core::Result<InstanceLock> InstanceLock::take(const std::filesystem::path& socket) {
  std::error_code error;
  if (socket.has_parent_path()) std::filesystem::create_directories(socket.parent_path(), error);
  if (error) return core::Error(fmt::format("cannot make the folder of {}: {}", socket.string(), error.message()));
  const std::string path = socket.string() + ".lock";
  core::UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!fd.valid()) return core::Error::from_errno("cannot open " + path, errno);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return core::Error::from_errno("cannot lock " + path, errno);
    return core::Error(fmt::format("a controller is running at {} (pid {}); stop it, or use another --socket",
                                   socket.string(), owner_of(fd.get())));
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd.get(), 0) != 0 || ::pwrite(fd.get(), pid.data(), pid.size(), 0) < 0)
    return core::Error::from_errno("cannot write " + path, errno);
  return InstanceLock(std::move(fd));
}

}  // namespace shunt::daemon
