// SPDX-License-Identifier: Apache-2.0
#include "support/reference/forward.h"

#include <array>
#include <bit>
#include <cstring>

#include "support/packet/builder.h"

namespace shunt::reference {
namespace {

using packet::Bytes;
using packet::View;

/// RFC 1624, equation 3, for a 16-bit word that changes from `before` to `after`.
std::uint16_t updated_checksum(std::uint16_t checksum, std::uint16_t before, std::uint16_t after) {
  std::uint32_t sum =
      static_cast<std::uint16_t>(~checksum) + static_cast<std::uint16_t>(~before) + std::uint32_t{after};
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

/// The IP packet and what trails it, one hop older.
Bytes one_hop_on(View frame, const Packet& parsed) {
  const View rest = frame.subspan(parsed.ip_offset);
  Bytes bytes(rest.begin(), rest.end());
  if (parsed.family == net::Family::kIpv6) {
    bytes[7] -= 1;
    return bytes;
  }
  const std::uint16_t before = packet::load16(bytes, 8);
  bytes[8] -= 1;
  const std::uint16_t after = packet::load16(bytes, 8);
  packet::store16(bytes, 10, updated_checksum(packet::load16(bytes, 10), before, after));
  return bytes;
}

/// The source with the flow's entropy in those of its last four bytes that the prefix leaves open.
net::IpAddress outer_source(const net::IpPrefix& prefix, std::uint32_t entropy) {
  std::array<std::uint8_t, 4> entropy_bytes{};
  std::memcpy(entropy_bytes.data(), &entropy, 4);  // as the low word of the hash lies in memory
  net::IpAddress::Bytes bytes = prefix.address().bytes();
  for (int bit = std::max(prefix.mapped_length(), 96); bit < 128; ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80 >> (bit % 8));
    const auto byte = static_cast<std::size_t>(bit / 8);
    bytes[byte] = static_cast<std::uint8_t>(bytes[byte] | (entropy_bytes[byte - 12] & mask));
  }
  return net::IpAddress(bytes);
}

packet::Frame link_layer(const given::NextHop& hop) {
  packet::Frame frame = packet::eth({.source = hop.source, .destination = hop.destination});
  if (hop.vlan) frame.vlan(*hop.vlan);
  return frame;
}

std::uint8_t next_protocol(model::Forwarding forwarding, net::Family inner) {
  if (forwarding == model::Forwarding::kGue) return packet::kUdp;
  return inner == net::Family::kIpv4 ? packet::kIpv4InIp : packet::kIpv6InIp;
}

}  // namespace

std::size_t overhead(model::Forwarding forwarding, net::Family family) {
  if (forwarding == model::Forwarding::kL2) return 0;
  const std::size_t ip = family == net::Family::kIpv4 ? 20 : 40;
  return forwarding == model::Forwarding::kGue ? ip + 8 : ip;
}

Bytes forwarded(View frame, const Packet& parsed, std::uint64_t hash, const given::Service& service,
                const given::Backend& backend, const model::Tunnel& tunnel) {
  const model::Forwarding forwarding = service.forwarding;
  const auto entropy = static_cast<std::uint32_t>(hash);
  const Bytes inner = one_hop_on(frame, parsed);
  packet::Frame out = link_layer(*backend.next_hop);
  const net::Family family = forwarding == model::Forwarding::kL2 ? parsed.family : backend.address.family();
  const auto length = static_cast<std::uint16_t>(parsed.ip_length + overhead(forwarding, family));
  if (forwarding == model::Forwarding::kL2) {
    Bytes bytes = family == net::Family::kIpv4 ? out.ipv4().bytes() : out.ipv6().bytes();
    bytes.resize(bytes.size() - (family == net::Family::kIpv4 ? 20 : 40));
    packet::append(bytes, inner);
    return bytes;
  }
  if (family == net::Family::kIpv4) {
    out.ipv4({.source = outer_source(*tunnel.source_ipv4, entropy),
              .destination = backend.address,
              .tos = parsed.traffic_class,
              .dont_fragment = true,
              .ttl = 64,
              .total_length = length,
              .protocol = next_protocol(forwarding, parsed.family)});
  } else {
    out.ipv6({.source = outer_source(*tunnel.source_ipv6, entropy),
              .destination = backend.address,
              .traffic_class = parsed.traffic_class,
              .flow_label = entropy & 0xfffff,
              .hop_limit = 64,
              .payload_length = static_cast<std::uint16_t>(length - 40),
              .next_header = next_protocol(forwarding, parsed.family)});
  }
  if (forwarding == model::Forwarding::kGue)
    out.udp({.source_port = static_cast<std::uint16_t>(0xc000 | (entropy & 0x3fff)),
             .destination_port = tunnel.gue_port,
             .length = static_cast<std::uint16_t>(parsed.ip_length + 8),
             .checksum = 0});  // RFC 6935, RFC 6936
  return out.payload(inner).bytes();
}

}  // namespace shunt::reference
