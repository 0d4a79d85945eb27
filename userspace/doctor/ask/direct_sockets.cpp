// SPDX-License-Identifier: Apache-2.0
#include "doctor/ask/direct_sockets.h"

#include <sys/socket.h>

#include <cerrno>

namespace shunt::doctor {

core::Result<health::Descriptor> DirectSockets::open(const health::Destination& destination, int type,
                                                     int protocol) {
  const int family = destination.address.family() == net::Family::kIpv4 ? AF_INET : AF_INET6;
  core::UniqueFd fd(::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
  if (!fd.valid()) return core::Error::from_errno("cannot open a socket", errno);
  return health::Descriptor{.fd = std::move(fd)};
}

}  // namespace shunt::doctor
