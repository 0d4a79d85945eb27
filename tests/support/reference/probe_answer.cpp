// SPDX-License-Identifier: Apache-2.0
#include "support/reference/probe_answer.h"

#include <algorithm>

#include "support/packet/layers.h"

namespace shunt::reference {
namespace {

using packet::load16;
using packet::load8;

constexpr std::size_t kIcmpHeader = 8;

bool asked(const given::Probes& probes, const net::IpAddress& own, std::uint16_t port, const net::IpAddress& vip) {
  const auto holds = [](const std::vector<net::IpAddress>& addresses, const net::IpAddress& address) {
    return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
  };
  return probes.has_port(port) && holds(probes.sources, own) && holds(probes.vips, vip);
}

/// The packet that an ICMP error quotes, as far as it has to be there.
bool quotes_probe(const given::Probes& probes, packet::View frame, const Packet& packet) {
  const bool ipv4 = packet.family == net::Family::kIpv4;
  const std::size_t ip = packet.transport_offset + kIcmpHeader;
  const std::size_t l4 = ip + (ipv4 ? 20u : 40u);
  if (l4 + 8 > packet.ip_end()) return false;
  if (ipv4 && load8(frame, ip) != 0x45) return false;
  const std::uint8_t protocol = load8(frame, ip + (ipv4 ? 9u : 6u));
  const net::IpAddress source = address_at(frame, ip + (ipv4 ? 12u : 8u), packet.family);
  const net::IpAddress destination = address_at(frame, ip + (ipv4 ? 16u : 24u), packet.family);
  if (protocol == packet::kTcp || protocol == packet::kUdp)
    return asked(probes, source, load16(frame, l4), destination);
  const bool echo = ipv4 ? protocol == packet::kIcmp && load8(frame, l4) == 8
                         : protocol == packet::kIcmpv6 && load8(frame, l4) == 128;
  return echo && asked(probes, source, load16(frame, l4 + 4), destination);
}

}  // namespace

bool answers_probe(const given::State& state, packet::View frame, const Packet& packet) {
  const given::Probes& probes = state.probes;
  switch (packet.kind) {
    case Kind::kTransport: return asked(probes, packet.destination, packet.destination_port, packet.source);
    case Kind::kEchoReply:
      return packet.transport_offset + kIcmpHeader <= packet.ip_end() &&
             asked(probes, packet.destination, load16(frame, packet.transport_offset + 4), packet.source);
    case Kind::kIcmpError: return quotes_probe(probes, frame, packet);
    default: return false;
  }
}

}  // namespace shunt::reference
