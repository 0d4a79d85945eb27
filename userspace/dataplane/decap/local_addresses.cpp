// SPDX-License-Identifier: Apache-2.0
#include "dataplane/decap/local_addresses.h"

#include <ifaddrs.h>
#include <netinet/in.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <set>

namespace shunt::dataplane {
namespace {

struct Free {
  void operator()(ifaddrs* list) const { freeifaddrs(list); }
};

std::optional<net::IpAddress> from_ipv4(const sockaddr_in& socket_address) {
  std::array<std::uint8_t, 4> bytes{};
  std::memcpy(bytes.data(), &socket_address.sin_addr, bytes.size());
  constexpr std::uint8_t kLoopbackNetwork = 127;
  if (bytes[0] == kLoopbackNetwork) return std::nullopt;
  return net::IpAddress::from_ipv4(bytes);
}

std::optional<net::IpAddress> from_ipv6(const sockaddr_in6& socket_address, bool on_this_link) {
  const in6_addr& address = socket_address.sin6_addr;
  if (IN6_IS_ADDR_LOOPBACK(&address) || (IN6_IS_ADDR_LINKLOCAL(&address) && !on_this_link)) return std::nullopt;
  net::IpAddress::Bytes bytes{};
  std::memcpy(bytes.data(), &address, bytes.size());
  return net::IpAddress(bytes);
}

std::optional<net::IpAddress> usable(const ifaddrs& entry, const std::string& interface) {
  if (entry.ifa_addr == nullptr) return std::nullopt;  // an interface without an address
  if (entry.ifa_addr->sa_family == AF_INET)
    return from_ipv4(*reinterpret_cast<const sockaddr_in*>(entry.ifa_addr));
  if (entry.ifa_addr->sa_family == AF_INET6)
    return from_ipv6(*reinterpret_cast<const sockaddr_in6*>(entry.ifa_addr), interface == entry.ifa_name);
  return std::nullopt;
}

}  // namespace

core::Result<std::vector<net::IpAddress>> local_addresses(const std::string& interface) {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return core::Error::from_errno("cannot list the addresses of this host", errno);
  const std::unique_ptr<ifaddrs, Free> owner(list);
  std::set<net::IpAddress> addresses;
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next)
    if (const auto address = usable(*entry, interface)) addresses.insert(*address);
  return std::vector<net::IpAddress>(addresses.begin(), addresses.end());
}

}  // namespace shunt::dataplane
