// SPDX-License-Identifier: Apache-2.0
#include "core/read_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "core/unique_fd.h"

namespace shunt::core {
namespace {

Error too_big(std::size_t max_bytes) {
  return Error("is larger than " + std::to_string(max_bytes >> 20) + " MiB");
}

/// @return why not, or nothing
std::optional<Error> refuse(const struct stat& status, std::size_t max_bytes) {
  if (S_ISDIR(status.st_mode)) return Error("is a directory; expected a file");
  if (S_ISFIFO(status.st_mode)) return std::nullopt;
  if (!S_ISREG(status.st_mode)) return Error("is not a regular file");
  if (static_cast<std::size_t>(status.st_size) > max_bytes) return too_big(max_bytes);
  return std::nullopt;
}

/// Who reads may have other things to do than to wait for who writes.
constexpr int kSilenceMilliseconds = 5000;

Result<void> wait_for_more(int fd) {
  pollfd events{.fd = fd, .events = POLLIN, .revents = 0};
  const int ready = ::poll(&events, 1, kSilenceMilliseconds);
  if (ready == 0) return Error("nothing more came in 5 s; whoever writes into the pipe has to end it");
  if (ready < 0 && errno != EINTR) return Error::from_errno("cannot read", errno);
  return {};
}

/// Reads to the end, but at most one chunk beyond max_bytes.
Result<std::string> read_all(int fd, std::size_t max_bytes) {
  constexpr std::size_t kChunk = std::size_t{256} << 10;
  std::string text;
  for (;;) {
    const auto filled = text.size();
    text.resize(filled + kChunk);
    const auto got = ::read(fd, text.data() + filled, kChunk);
    const int error = got < 0 ? errno : 0;
    text.resize(filled + static_cast<std::size_t>(got < 0 ? 0 : got));
    if (error == EAGAIN) {
      if (auto more = wait_for_more(fd); !more) return more.error();
    } else if (error != 0 && error != EINTR) {
      return Error::from_errno("cannot read", error);
    }
    if (got == 0) return text;
    if (text.size() > max_bytes) return too_big(max_bytes);
  }
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  // Non-blocking: neither a named pipe without a writer nor one whose writer is silent holds us up.
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.valid()) return Error::from_errno("cannot open", errno);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return Error::from_errno("cannot read", errno);
  if (const auto reason = refuse(status, max_bytes)) return *reason;
  return read_all(fd.get(), max_bytes);
}

}  // namespace shunt::core
