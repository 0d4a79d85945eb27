// SPDX-License-Identifier: Apache-2.0
#include "control/override_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>

#include "control/override_json.h"
#include "core/unique_fd.h"

namespace shunt::control {
namespace {

using core::Error;
using core::Result;

constexpr mode_t kMode = 0600;  // nobody else needs to know who is drained

/// Reads to the end, but at most one byte beyond kMaxStateBytes.
Result<std::string> read_all(int fd) {
  std::string text(kMaxStateBytes + 1, '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const auto got = ::read(fd, text.data() + filled, text.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error::from_errno("it cannot be read", errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  text.resize(filled);
  return text;
}

/// The file's text; nothing if there is none. Errors say what is wrong with it.
Result<std::optional<std::string>> read_regular(const std::filesystem::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) {  // before open(2), which may wait or wake a device
    if (errno == ENOENT) return std::optional<std::string>();
    return Error::from_errno("it cannot be read", errno);
  }
  if (!S_ISREG(status.st_mode)) return Error("it is no regular file");
  const core::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!fd.valid() || ::fstat(fd.get(), &status) != 0) return Error::from_errno("it cannot be read", errno);
  if (!S_ISREG(status.st_mode)) return Error("it is no regular file");
  auto text = read_all(fd.get());
  if (!text) return text.error();
  if (text->size() > kMaxStateBytes) return Error("it is larger than 4 MiB");
  return std::optional(*std::move(text));
}

/// @return the warning: what became of the file, and why
std::string set_aside(const std::filesystem::path& path, const Error& reason) {
  const std::string aside = path.string() + ".set-aside";
  std::string warning = "the overrides in " + path.string() + " are not taken: " + reason.message();
  if (::rename(path.c_str(), aside.c_str()) == 0) return warning + "; it is now " + aside;
  return Error::from_errno(warning + "; it cannot be renamed to " + aside, errno).message() +
         ", and the next change of a backend replaces it";
}

Result<void> write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Error::from_errno("cannot write it", errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

/// A new file of our own, on the disk when this returns.
Result<void> write_new(const std::filesystem::path& path, std::string_view text) {
  ::unlink(path.c_str());  // of one that died here
  core::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kMode));
  if (!fd.valid()) return Error::from_errno("cannot make " + path.string(), errno);
  if (::fchmod(fd.get(), kMode) != 0) return Error::from_errno("cannot write it", errno);  // whatever the umask
  if (auto written = write_all(fd.get(), text); !written) return written;
  if (::fsync(fd.get()) != 0) return Error::from_errno("cannot write it to the disk", errno);
  return {};
}

/// So that the disk knows the new name too.
Result<void> sync_folder(const std::filesystem::path& folder) {
  const core::UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) return Error::from_errno("cannot open " + folder.string(), errno);
  if (::fsync(fd.get()) != 0 && errno != EINVAL)  // EINVAL: a file system that knows nothing of it
    return Error::from_errno("cannot write " + folder.string() + " to the disk", errno);
  return {};
}

Result<void> replace(const std::filesystem::path& path, std::string_view text) {
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Error("cannot make " + folder.string() + ": " + error.message());
  const std::filesystem::path fresh = path.string() + ".new";
  auto done = write_new(fresh, text);
  if (done && ::rename(fresh.c_str(), path.c_str()) != 0) done = Error::from_errno("cannot replace it", errno);
  if (!done) {
    ::unlink(fresh.c_str());
    return done;
  }
  return sync_folder(folder);
}

}  // namespace

Recalled recall(const std::filesystem::path& path) {
  Recalled recalled;
  const auto text = read_regular(path);
  if (!text) {
    recalled.warnings.push_back(set_aside(path, text.error()));
  } else if (*text) {
    auto overrides = overrides_from_json(**text);
    if (overrides) {
      recalled.overrides = *std::move(overrides);
    } else {
      recalled.warnings.push_back(set_aside(path, overrides.error()));
    }
  }
  return recalled;
}

Result<void> store(const std::filesystem::path& path, const model::Overrides& overrides) {
  const auto within = [&path](const Error& error) {
    return error.within("cannot keep overrides in " + path.string());
  };
  const auto text = overrides_to_json(overrides);
  if (!text) return within(text.error());
  if (text->size() > kMaxStateBytes)
    return within(Error("they exceed 4 MiB; put weights into the configuration file"));
  if (auto replaced = replace(path, *text); !replaced) return within(replaced.error());
  return {};
}

}  // namespace shunt::control
