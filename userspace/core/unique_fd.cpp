// SPDX-License-Identifier: Apache-2.0
#include "core/unique_fd.h"

#include <unistd.h>

namespace shunt::core {

UniqueFd& UniqueFd::operator=(UniqueFd&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

UniqueFd::~UniqueFd() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace shunt::core
