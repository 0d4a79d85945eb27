// SPDX-License-Identifier: Apache-2.0
#include "core/trusted_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "core/read_file.h"

namespace shunt::core {
namespace {

/// Of what symbolic links lead to.
Result<struct stat> status_of(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return status;
  const int error = errno;
  if (error == ENOENT || error == ENOTDIR) return Error("does not exist");
  return Error::from_errno("cannot be looked at", error);
}

Result<void> require_regular(const struct stat& status) {
  if (S_ISREG(status.st_mode)) return {};
  return Error(S_ISDIR(status.st_mode) ? "is a directory; expected a file" : "is not a regular file");
}

/// Every directory above `path`. In a sticky one (/tmp) others can replace only what is theirs.
Result<void> check_directories(const std::filesystem::path& path) {
  for (auto directory = path.parent_path();; directory = directory.parent_path()) {
    const auto status = status_of(directory);
    if (!status) return status.error().within("the directory " + directory.string());
    const bool open_to_others = (status->st_mode & S_IWOTH) != 0 && (status->st_mode & S_ISVTX) == 0;
    if (open_to_others)
      return Error("lies in " + directory.string() +
                   ", to which others may write, so that they could replace it; chmod o-w that directory");
    if (!directory.has_relative_path()) return {};
  }
}

}  // namespace

Result<void> check_program(const std::filesystem::path& path) {
  const auto status = status_of(path);
  if (!status) return status.error();
  if (auto regular = require_regular(*status); !regular) return regular;
  if ((status->st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) == 0) return Error("is not executable; chmod +x it");
  if ((status->st_mode & S_IWGRP) != 0) return Error("may be written to by its group; chmod g-w it");
  if ((status->st_mode & S_IWOTH) != 0) return Error("may be written to by others; chmod o-w it");
  if (auto above = check_directories(path); !above) return above;
  std::error_code error;
  const auto real = std::filesystem::canonical(path, error);
  if (error) return Error::from_errno("cannot be looked at", error.value());
  return check_directories(real);
}

Result<std::string> read_secret_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const auto status = status_of(path);
  if (!status) return status.error();
  if (auto regular = require_regular(*status); !regular) return regular.error();
  if (status->st_uid != 0 && status->st_uid != ::geteuid())
    return Error("belongs to user " + std::to_string(status->st_uid) + ", who could change it; chown it to root");
  if ((status->st_mode & S_IROTH) != 0) return Error("may be read by others; chmod o= it");
  if ((status->st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return Error("may be written to by others than its owner; chmod go-w it");
  return read_regular_file(path, max_bytes);
}

Result<std::string> read_regular_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const auto status = status_of(path);
  if (!status) return status.error();
  if (auto regular = require_regular(*status); !regular) return regular.error();
  if (status->st_size == 0) return Error("is empty");
  return read_file(path, max_bytes);
}

}  // namespace shunt::core
