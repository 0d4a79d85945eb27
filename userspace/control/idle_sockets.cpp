// SPDX-License-Identifier: Apache-2.0
#include "control/idle_sockets.h"

#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

namespace shunt::control {

IdleSockets::IdleSockets() {
  constexpr std::size_t kEnough = 16384;
  rlimit limit{};
  most_ = ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? std::min<std::size_t>(limit.rlim_cur / 4, kEnough) : 0;
}

core::UniqueFd IdleSockets::take(std::uint32_t mark) {
  if (mark >= sockets_.size()) return {};
  if (sockets_[mark].valid()) --kept_;
  return std::move(sockets_[mark]);
}

void IdleSockets::clear() {
  sockets_.clear();
  kept_ = 0;
}

// connect(2) to AF_UNSPEC dissolves the association: a reset to the other side, the port is free again. It leaves
// ECONNRESET in SO_ERROR, which the next connect() clears (tcp_connect_init(), Linux 6.1 to 7.2).
void IdleSockets::keep(std::uint32_t mark, core::UniqueFd socket) {
  if (mark >= sockets_.size()) sockets_.resize(mark + 1);
  if (kept_ >= most_ || sockets_[mark].valid()) return;
  sockaddr nobody{};
  nobody.sa_family = AF_UNSPEC;
  if (::connect(socket.get(), &nobody, sizeof(nobody)) != 0) return;
  sockets_[mark] = std::move(socket);
  ++kept_;
}

}  // namespace shunt::control
