// SPDX-License-Identifier: Apache-2.0
#include "health/probe/echo.h"

#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

#include <cstring>

#include "packet/wire.h"

namespace shunt::health {
namespace {

constexpr std::size_t kHeader = 8;
constexpr std::size_t kToken = sizeof(Echo::token);

using packet::ip_header_length, packet::put_16;

/// The header behind type, code and checksum, and the token.
std::string identity(const Echo& echo) {
  std::string bytes(4 + kToken, '\0');
  put_16(bytes, 0, echo.identifier);
  put_16(bytes, 2, echo.sequence);
  std::memcpy(bytes.data() + 4, &echo.token, kToken);
  return bytes;
}

}  // namespace

std::uint32_t smallest_echo(net::Family family) {
  return static_cast<std::uint32_t>(ip_header_length(family) + kHeader + kToken);
}

std::string echo_request(net::Family family, const Echo& echo, std::uint32_t size) {
  std::string bytes(size - ip_header_length(family), '\0');
  const bool ipv4 = family == net::Family::kIpv4;
  bytes[0] = static_cast<char>(ipv4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST);
  const std::string own = identity(echo);
  bytes.replace(4, own.size(), own);
  if (ipv4) put_16(bytes, 2, packet::checksum(packet::sum(bytes)));
  return bytes;
}

bool answers_echo(net::Family family, const Echo& echo, std::string_view packet) {
  const bool ipv4 = family == net::Family::kIpv4;
  if (ipv4) {
    if (packet.size() < 20) return false;
    const std::size_t header = std::size_t{static_cast<std::uint8_t>(packet[0])} % 16 * 4;
    if (header < 20 || packet.size() < header) return false;
    packet.remove_prefix(header);
  }
  if (packet.size() < kHeader + kToken) return false;
  const auto type = static_cast<std::uint8_t>(packet[0]);
  return type == (ipv4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY) && packet[1] == 0 &&
         packet.substr(4, 4 + kToken) == identity(echo);
}

bool quotes_echo(net::Family family, const Echo& echo, std::string_view quoted) {
  if (quoted.size() < kHeader) return false;
  const auto type = static_cast<std::uint8_t>(quoted[0]);
  const std::string own = identity(echo);
  const auto told = quoted.substr(4, own.size());
  return type == (family == net::Family::kIpv4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST) && quoted[1] == 0 &&
         told == std::string_view(own).substr(0, told.size());
}

}  // namespace shunt::health
