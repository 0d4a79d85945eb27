// SPDX-License-Identifier: Apache-2.0
#include "doctor/collect/addresses.h"

#include <ifaddrs.h>
#include <netinet/in.h>

#include <bit>
#include <cstring>
#include <optional>
#include <span>

namespace shunt::doctor {
namespace {

int leading_ones(std::span<const std::uint8_t> bytes) {
  int length = 0;
  for (const auto byte : bytes) length += std::popcount(byte);
  return length;
}

std::optional<net::IpPrefix> to_prefix(const ifaddrs& each) {
  if (each.ifa_addr == nullptr || each.ifa_netmask == nullptr) return std::nullopt;
  if (each.ifa_addr->sa_family == AF_INET) {
    std::array<std::uint8_t, 4> bytes{}, mask{};
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in*>(each.ifa_addr)->sin_addr, bytes.size());
    std::memcpy(mask.data(), &reinterpret_cast<const sockaddr_in*>(each.ifa_netmask)->sin_addr, mask.size());
    if (bytes[0] == IN_LOOPBACKNET) return std::nullopt;
    return net::IpPrefix(net::IpAddress::from_ipv4(bytes), leading_ones(mask));
  }
  if (each.ifa_addr->sa_family != AF_INET6) return std::nullopt;
  const auto& ipv6 = reinterpret_cast<const sockaddr_in6*>(each.ifa_addr)->sin6_addr;
  if (IN6_IS_ADDR_LINKLOCAL(&ipv6) || IN6_IS_ADDR_LOOPBACK(&ipv6)) return std::nullopt;
  net::IpAddress::Bytes bytes{};
  std::memcpy(bytes.data(), &ipv6, bytes.size());
  return net::IpPrefix(net::IpAddress(bytes),
                       leading_ones(reinterpret_cast<const sockaddr_in6*>(each.ifa_netmask)->sin6_addr.s6_addr));
}

}  // namespace

std::vector<InterfaceAddress> interface_addresses() {
  std::vector<InterfaceAddress> addresses;
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return addresses;
  for (const ifaddrs* each = list; each != nullptr; each = each->ifa_next)
    if (const auto prefix = to_prefix(*each))
      addresses.push_back({.interface = each->ifa_name, .address = *prefix});
  ::freeifaddrs(list);
  return addresses;
}

}  // namespace shunt::doctor
