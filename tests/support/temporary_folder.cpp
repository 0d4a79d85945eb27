// SPDX-License-Identifier: Apache-2.0
#include "support/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <string>
#include <system_error>

namespace shunt::test {

TemporaryFolder::TemporaryFolder() {
  std::string name = "/tmp/shunt-test-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TemporaryFolder::file(std::string_view name, std::string_view text) const {
  std::ofstream(path_ / name) << text;
  return path_ / name;
}

}  // namespace shunt::test
