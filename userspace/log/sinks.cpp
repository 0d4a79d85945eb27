// SPDX-License-Identifier: Apache-2.0
#include "log/sinks.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>

namespace shunt::log {
namespace {

core::Result<core::UniqueFd> connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    return core::Error::from_errno("cannot log to " + path, ENAMETOOLONG);
  path.copy(address.sun_path, path.size());
  core::UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid() || ::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return core::Error::from_errno("cannot log to " + path, errno);
  return fd;
}

bool is_writable(int fd, int milliseconds) {
  pollfd entry{.fd = fd, .events = POLLOUT, .revents = 0};
  return ::poll(&entry, 1, milliseconds) == 1 && (entry.revents & POLLOUT) != 0;
}

}  // namespace

// A pipe that is writable takes kMaxLine bytes at once, so that the write does not block either.
bool StreamSink::write(std::string_view line) {
  stuck_ = !is_writable(fd_, stuck_ ? 0 : kPatience);
  if (stuck_) return false;
  while (!line.empty()) {
    const ssize_t written = ::write(fd_, line.data(), line.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) line.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

core::Result<std::shared_ptr<JournalSink>> JournalSink::open(const std::filesystem::path& socket) {
  auto fd = connect(socket);
  if (!fd) return fd.error();
  return std::shared_ptr<JournalSink>(new JournalSink(socket, *std::move(fd)));
}

// journald may have been restarted: then its socket is another one.
bool JournalSink::write(std::string_view message) {
  const auto send = [&] { return ::send(fd_.get(), message.data(), message.size(), MSG_NOSIGNAL) >= 0; };
  if (send()) return true;
  if (errno == EAGAIN) return is_writable(fd_.get(), StreamSink::kPatience) && send();
  auto fd = connect(socket_);
  if (!fd) return false;
  fd_ = *std::move(fd);
  return send();
}

bool is_journal_stream(int fd) {
  const char* const stream = std::getenv("JOURNAL_STREAM");
  struct stat info {};
  return stream != nullptr && ::fstat(fd, &info) == 0 && stream == fmt::format("{}:{}", info.st_dev, info.st_ino);
}

}  // namespace shunt::log
