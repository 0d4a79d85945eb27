// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/unique_fd.h"

namespace shunt::control {

/// TCP sockets between two probes of the same way: unconnected, with their options and their bound address.
class IdleSockets {
 public:
  /// Keeps at most a quarter of the descriptors that the process may have.
  IdleSockets();

  /// None: invalid.
  core::UniqueFd take(std::uint32_t mark);

  /// Resets the connection, if there is one, and keeps the socket; closes it if there is one for this mark, or no
  /// room, or it cannot be used again.
  void keep(std::uint32_t mark, core::UniqueFd socket);

  void forget(std::uint32_t mark) { take(mark); }
  void clear();

 private:
  std::size_t most_;
  std::size_t kept_ = 0;
  std::vector<core::UniqueFd> sockets_;  ///< by mark, which is small
};

}  // namespace shunt::control
