// SPDX-License-Identifier: Apache-2.0
#include "support/reference/parse.h"

#include <algorithm>

#include "shunt/limits.h"
#include "support/packet/layers.h"

namespace shunt::reference {
namespace {

using packet::load16;
using packet::load8;
using packet::View;

bool is_icmp_error(std::uint8_t type) {
  // RFC 792: destination unreachable, source quench, redirect, time exceeded, parameter problem.
  return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

}  // namespace

net::IpAddress address_at(View frame, std::size_t offset, net::Family family) {
  net::IpAddress::Bytes bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const auto from = frame.begin() + static_cast<std::ptrdiff_t>(offset);
  if (family == net::Family::kIpv4) {
    std::copy_n(from, 4, bytes.begin() + 12);
  } else {
    std::copy_n(from, 16, bytes.begin());
  }
  return net::IpAddress(bytes);
}

namespace {

/// Classifies what is behind the IP headers and reads the ports.
void read_transport(View frame, Packet& parsed) {
  const std::size_t size = parsed.ip_end() - parsed.transport_offset;
  const bool transport = parsed.protocol == packet::kTcp || parsed.protocol == packet::kUdp;
  if (transport && size >= 4) {
    parsed.kind = Kind::kTransport;
    parsed.source_port = load16(frame, parsed.transport_offset);
    parsed.destination_port = load16(frame, parsed.transport_offset + 2);
  } else if (transport) {
    parsed.kind = parsed.first_fragment ? Kind::kLaterFragment : Kind::kPortsCutOff;
  } else if (size >= 1) {
    const std::uint8_t type = load8(frame, parsed.transport_offset);
    const bool icmp = parsed.family == net::Family::kIpv4 && parsed.protocol == packet::kIcmp;
    const bool icmpv6 = parsed.family == net::Family::kIpv6 && parsed.protocol == packet::kIcmpv6;
    // RFC 4443, 2.1: errors have the highest bit of the type clear.
    if ((icmp && is_icmp_error(type)) || (icmpv6 && type < 128)) parsed.kind = Kind::kIcmpError;
    if ((icmp && type == 0) || (icmpv6 && type == 129)) parsed.kind = Kind::kEchoReply;
  }
}

std::optional<Packet> parse_ipv4(View frame, std::size_t at) {
  if (frame.size() < at + 20) return std::nullopt;
  Packet parsed;
  parsed.ip_offset = at;
  parsed.source = address_at(frame, at + 12, net::Family::kIpv4);
  parsed.destination = address_at(frame, at + 16, net::Family::kIpv4);
  parsed.traffic_class = load8(frame, at + 1);
  parsed.ip_length = load16(frame, at + 2);
  parsed.ttl = load8(frame, at + 8);
  parsed.protocol = load8(frame, at + 9);
  const std::size_t header = (load8(frame, at) & 0xfu) * 4u;
  if (load8(frame, at) >> 4 != 4 || header < 20 || parsed.ip_length < header || parsed.ip_end() > frame.size()) {
    parsed.kind = Kind::kInvalid;
    return parsed;
  }
  parsed.transport_offset = at + header;
  const std::uint16_t fragmentation = load16(frame, at + 6);
  parsed.first_fragment = (fragmentation & 0x3fff) == 0x2000;
  if ((fragmentation & 0x1fff) != 0) {
    parsed.kind = Kind::kLaterFragment;
  } else {
    read_transport(frame, parsed);
  }
  return parsed;
}

/// The size of an extension header whose first two bytes are there; nothing if `type` is none.
std::optional<std::size_t> extension_size(std::uint8_t type, std::uint8_t length) {
  switch (type) {
    case packet::kHopByHop:
    case packet::kRouting:
    case packet::kDestinationOptions: return (length + 1u) * 8u;
    case packet::kAuthentication: return (length + 2u) * 4u;
    case packet::kFragment: return 8;
    default: return std::nullopt;
  }
}

/// Walks the extension headers and classifies what is behind them.
void walk_extensions(View frame, Packet& parsed) {
  for (std::size_t walked = 0; extension_size(parsed.protocol, 0); ++walked) {
    const std::size_t at = parsed.transport_offset;
    if (walked == SHUNT_MAX_IPV6_EXTENSIONS) {
      parsed.kind = Kind::kExtensionLimit;
      return;
    }
    if (at + 2 > parsed.ip_end() ||
        at + *extension_size(parsed.protocol, load8(frame, at + 1)) > parsed.ip_end()) {
      parsed.kind = Kind::kInvalid;
      return;
    }
    const bool fragment = parsed.protocol == packet::kFragment;
    parsed.transport_offset += *extension_size(parsed.protocol, load8(frame, at + 1));
    parsed.protocol = load8(frame, at);
    if (!fragment) continue;
    const std::uint16_t fragmentation = load16(frame, at + 2);
    parsed.first_fragment = parsed.first_fragment || (fragmentation & 1) != 0;
    if (fragmentation >> 3 != 0) {
      parsed.kind = Kind::kLaterFragment;
      return;
    }
  }
  read_transport(frame, parsed);
}

std::optional<Packet> parse_ipv6(View frame, std::size_t at) {
  if (frame.size() < at + 40) return std::nullopt;
  Packet parsed;
  parsed.family = net::Family::kIpv6;
  parsed.ip_offset = at;
  parsed.source = address_at(frame, at + 8, net::Family::kIpv6);
  parsed.destination = address_at(frame, at + 24, net::Family::kIpv6);
  parsed.traffic_class = static_cast<std::uint8_t>(load16(frame, at) >> 4);
  parsed.ip_length = 40u + load16(frame, at + 4);
  parsed.protocol = load8(frame, at + 6);
  parsed.ttl = load8(frame, at + 7);
  parsed.transport_offset = at + 40;
  if (load8(frame, at) >> 4 != 6 || parsed.ip_end() > frame.size()) {
    parsed.kind = Kind::kInvalid;
  } else {
    walk_extensions(frame, parsed);
  }
  return parsed;
}

}  // namespace

std::optional<Packet> parse(View frame) {
  std::size_t at = 14;
  if (frame.size() < at) return std::nullopt;
  if ((load8(frame, 0) & 1) != 0) return std::nullopt;  // to a group of stations
  std::uint16_t type = load16(frame, 12);
  for (std::size_t tag = 0;
       tag < SHUNT_MAX_VLAN_DEPTH && (type == packet::kTypeVlan || type == packet::kTypeServiceVlan); ++tag) {
    if (frame.size() < at + 4) return std::nullopt;
    type = load16(frame, at + 2);
    at += 4;
  }
  if (type == packet::kTypeIpv4) return parse_ipv4(frame, at);
  if (type == packet::kTypeIpv6) return parse_ipv6(frame, at);
  return std::nullopt;
}

}  // namespace shunt::reference
