// SPDX-License-Identifier: Apache-2.0
#include "control/probe_source.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

namespace shunt::control {
namespace {

std::optional<net::IpAddress> to_address(const sockaddr* address) {
  if (address == nullptr) return std::nullopt;
  if (address->sa_family == AF_INET) {
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, bytes.size());
    if (bytes[0] == IN_LOOPBACKNET) return std::nullopt;
    return net::IpAddress::from_ipv4(bytes);
  }
  if (address->sa_family != AF_INET6) return std::nullopt;
  const auto& ipv6 = reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
  if (IN6_IS_ADDR_LINKLOCAL(&ipv6) || IN6_IS_ADDR_LOOPBACK(&ipv6)) return std::nullopt;
  net::IpAddress::Bytes bytes{};
  std::memcpy(bytes.data(), &ipv6, bytes.size());
  return net::IpAddress(bytes);
}

bool is_vip(const net::IpAddress& address, const model::Config& config) {
  return std::ranges::any_of(config.services,
                             [&](const model::Service& service) { return service.vip.contains(address); });
}

}  // namespace

std::vector<HostAddress> host_addresses() {
  std::vector<HostAddress> addresses;
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return addresses;
  for (const ifaddrs* each = list; each != nullptr; each = each->ifa_next) {
    if (const auto address = to_address(each->ifa_addr))
      addresses.push_back({.ifindex = ::if_nametoindex(each->ifa_name),
                           .address = *address,
                           .on_loopback = (each->ifa_flags & IFF_LOOPBACK) != 0});
  }
  ::freeifaddrs(list);
  return addresses;
}

std::optional<net::IpAddress> probe_source(net::Family family, const model::Config& config,
                                           const std::optional<net::IpAddress>& local, unsigned ifindex,
                                           const std::vector<HostAddress>& host) {
  const auto fits = [&](const net::IpAddress& address) {
    return address.family() == family && !is_vip(address, config);
  };
  for (const auto& source : config.probes.source)
    if (source.family() == family)
      return fits(source) && std::ranges::find(host, source, &HostAddress::address) != host.end()
                 ? std::optional(source)
                 : std::nullopt;
  if (local && fits(*local)) return local;
  const HostAddress* any = nullptr;
  for (const auto& candidate : host) {
    if (!fits(candidate.address) || candidate.on_loopback) continue;
    if (candidate.ifindex == ifindex) return candidate.address;
    if (any == nullptr) any = &candidate;
  }
  return any == nullptr ? std::nullopt : std::optional(any->address);
}

}  // namespace shunt::control
