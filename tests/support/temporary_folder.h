// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

namespace shunt::test {

/// A folder of its own for one test, removed with all that is in it. Its path is short enough for a UNIX socket.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Writes `text` to the file `name` in it; its path.
  std::filesystem::path file(std::string_view name, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

}  // namespace shunt::test
