// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/backend_row.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <span>

namespace shunt::dataplane {
namespace {

constexpr std::uint8_t kIpv4Header = 20;
constexpr std::uint8_t kIpv6Header = 40;
constexpr std::uint8_t kUdpHeader = 8;

struct Outer {
  shunt_encap encap;
  std::uint8_t overhead;
};

Outer outer_of(model::Forwarding forwarding, net::Family family) {
  const bool ipv4 = family == net::Family::kIpv4;
  const std::uint8_t ip = ipv4 ? kIpv4Header : kIpv6Header;
  switch (forwarding) {
    case model::Forwarding::kIpip: return {ipv4 ? SHUNT_ENCAP_IPV4 : SHUNT_ENCAP_IPV6, ip};
    case model::Forwarding::kGue:
      return {ipv4 ? SHUNT_ENCAP_GUE_IPV4 : SHUNT_ENCAP_GUE_IPV6, static_cast<std::uint8_t>(ip + kUdpHeader)};
    case model::Forwarding::kL2: break;
  }
  return {SHUNT_ENCAP_NONE, 0};
}

// The Internet checksum (RFC 1071) over 16-bit words as they lie in memory: folded, not inverted. It comes out
// the same in either byte order as long as it is used in the order in which it was made.
std::uint16_t folded_sum(std::span<const std::uint16_t> words) {
  std::uint32_t sum = 0;
  for (const auto word : words) sum += word;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(sum);
}

// Of the outer IPv4 header's words that are the same in every packet: version and length, identification and DF,
// TTL and protocol, destination.
std::uint16_t constant_checksum(const shunt_backend& row, std::uint8_t protocol) {
  const std::uint32_t destination = row.destination.words[3];
  const std::array<std::uint16_t, 5> words{
      htons(0x4500), htons(0x4000), htons(static_cast<std::uint16_t>(SHUNT_OUTER_TTL << 8 | protocol)),
      static_cast<std::uint16_t>(destination & 0xffff), static_cast<std::uint16_t>(destination >> 16)};
  return folded_sum(words);
}

}  // namespace

shunt_address to_row(const net::IpAddress& address) {
  shunt_address row{};
  std::ranges::copy(address.bytes(), row.bytes);
  return row;
}

shunt_backend make_backend_row(model::Forwarding forwarding, net::Family inner, const net::IpAddress& backend,
                               const Egress& egress, std::uint16_t gue_port, std::uint32_t id) {
  const auto outer = outer_of(forwarding, backend.family());
  shunt_backend row{};
  row.id = id;
  row.encap = outer.encap;
  row.overhead = outer.overhead;
  row.destination = to_row(backend);
  if (outer.encap == SHUNT_ENCAP_NONE) return row;
  row.source = to_row(egress.source);
  row.source_entropy = htonl(egress.source_entropy);
  row.inner_protocol = inner == net::Family::kIpv4 ? IPPROTO_IPIP : IPPROTO_IPV6;
  row.gue_port = htons(gue_port);
  if (backend.family() == net::Family::kIpv4) {
    row.checksum = constant_checksum(
        row, forwarding == model::Forwarding::kGue ? std::uint8_t{IPPROTO_UDP} : row.inner_protocol);
  }
  return row;
}

}  // namespace shunt::dataplane
