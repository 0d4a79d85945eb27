// SPDX-License-Identifier: Apache-2.0
#include "doctor/collect/poke.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>

#include "core/unique_fd.h"
#include "health/probe/echo.h"

namespace shunt::doctor {

void poke(const net::IpAddress& address) {
  const bool ipv4 = address.family() == net::Family::kIpv4;
  const core::UniqueFd socket(::socket(ipv4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_CLOEXEC,
                                       ipv4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6}));
  if (!socket.valid()) return;
  const auto request = health::echo_request(address.family(), {}, health::smallest_echo(address.family()));
  sockaddr_storage to{};
  socklen_t size = sizeof(sockaddr_in);
  if (ipv4) {
    auto& in = reinterpret_cast<sockaddr_in&>(to);
    in.sin_family = AF_INET;
    const auto bytes = address.ipv4_bytes();
    std::ranges::copy(bytes, reinterpret_cast<std::uint8_t*>(&in.sin_addr));
  } else {
    auto& in = reinterpret_cast<sockaddr_in6&>(to);
    in.sin6_family = AF_INET6;
    std::ranges::copy(address.bytes(), in.sin6_addr.s6_addr);
    size = sizeof(sockaddr_in6);
  }
  ::sendto(socket.get(), request.data(), request.size(), MSG_DONTWAIT, reinterpret_cast<const sockaddr*>(&to),
           size);
}

}  // namespace shunt::doctor
