// SPDX-License-Identifier: Apache-2.0
#include "net/endpoint.h"

#include <netinet/in.h>

#include <charconv>
#include <cstring>

namespace shunt::net {

std::string endpoint_text(const IpAddress& address, std::uint16_t port) {
  const std::string text = address.to_string();
  return (address.family() == Family::kIpv6 ? "[" + text + "]" : text) + ":" + std::to_string(port);
}

std::optional<NamedEndpoint> parse_endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto host = text.substr(0, colon);
  const auto digits = text.substr(colon + 1);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  if (!address || bracketed != (address->family() == Family::kIpv6)) return std::nullopt;
  NamedEndpoint endpoint{.address = *address};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), endpoint.port);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return endpoint;
}

Endpoint::Endpoint(const IpAddress& address, std::uint16_t port) {
  if (address.family() == Family::kIpv4) {
    auto* ipv4 = reinterpret_cast<sockaddr_in*>(&storage);
    ipv4->sin_family = AF_INET;
    ipv4->sin_port = htons(port);
    std::memcpy(&ipv4->sin_addr, address.ipv4_bytes().data(), 4);
    size = sizeof(sockaddr_in);
    return;
  }
  auto* ipv6 = reinterpret_cast<sockaddr_in6*>(&storage);
  ipv6->sin6_family = AF_INET6;
  ipv6->sin6_port = htons(port);
  std::memcpy(&ipv6->sin6_addr, address.bytes().data(), 16);
  size = sizeof(sockaddr_in6);
}

}  // namespace shunt::net
