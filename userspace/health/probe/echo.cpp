// SPDX-License-Identifier: Apache-2.0
#include "health/probe/echo.h"

#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

#include <cstring>

namespace shunt::health {
namespace {

constexpr std::size_t kHeader = 8;
constexpr std::size_t kToken = sizeof(Echo::token);

std::uint32_t ip_header(net::Family family) { return family == net::Family::kIpv4 ? 20 : 40; }

/// RFC 1071, over whole 16-bit words in network byte order.
std::uint16_t checksum(std::string_view bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    sum += std::uint32_t{static_cast<std::uint8_t>(bytes[i])} << (i % 2 == 0 ? 8 : 0);
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

void put_16(std::string& bytes, std::size_t at, std::uint16_t value) {
  bytes[at] = static_cast<char>(value >> 8);
  bytes[at + 1] = static_cast<char>(value & 0xff);
}

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
  return ip_header(family) + static_cast<std::uint32_t>(kHeader + kToken);
}

std::string echo_request(net::Family family, const Echo& echo, std::uint32_t size) {
  std::string bytes(size - ip_header(family), '\0');
  const bool ipv4 = family == net::Family::kIpv4;
  bytes[0] = static_cast<char>(ipv4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST);
  const std::string own = identity(echo);
  bytes.replace(4, own.size(), own);
  if (ipv4) put_16(bytes, 2, checksum(bytes));
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
