// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/address.h"

namespace shunt::net {

/// "192.0.2.10:80", "[2001:db8::10]:80".
std::string endpoint_text(const IpAddress& address, std::uint16_t port);

/// The same read; nothing: it is none.
struct NamedEndpoint {
  IpAddress address;
  std::uint16_t port = 0;
};
std::optional<NamedEndpoint> parse_endpoint(std::string_view text);

/// An address and port as the system calls take them.
struct Endpoint {
  Endpoint(const IpAddress& address, std::uint16_t port);
  [[nodiscard]] const sockaddr* data() const { return reinterpret_cast<const sockaddr*>(&storage); }

  sockaddr_storage storage{};
  socklen_t size;
};

}  // namespace shunt::net
