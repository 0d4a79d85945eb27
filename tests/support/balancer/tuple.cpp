// SPDX-License-Identifier: Apache-2.0
#include "support/balancer/tuple.h"

#include <algorithm>

#include "support/packet/builder.h"

namespace shunt::balancer {
namespace {

constexpr std::size_t kEthernet = 14;

}  // namespace

packet::Bytes frame(const Tuple& tuple, std::uint8_t flags, std::uint32_t sequence) {
  auto built = packet::eth();
  if (tuple.vip.family() == net::Family::kIpv4) {
    built.ipv4({.source = tuple.client, .destination = tuple.vip});
  } else {
    built.ipv6({.source = tuple.client, .destination = tuple.vip});
  }
  if (tuple.protocol == net::Protocol::kTcp) {
    built.tcp(
        {.source_port = tuple.client_port, .destination_port = tuple.port, .sequence = sequence, .flags = flags});
  } else {
    built.udp({.source_port = tuple.client_port, .destination_port = tuple.port});
  }
  return built.bytes();
}

Tuple client_of(const net::IpAddress& vip, std::uint32_t number, net::Protocol protocol) {
  const auto low = static_cast<std::uint8_t>(number);
  Tuple tuple{.vip = vip, .client_port = static_cast<std::uint16_t>(number >> 8), .protocol = protocol};
  if (vip.family() == net::Family::kIpv4) {
    tuple.client = net::IpAddress::from_ipv4({203, 0, 113, low});
  } else {
    net::IpAddress::Bytes bytes{0x20, 0x01, 0x0d, 0xb8, 0, 0xc};
    bytes[15] = low;
    tuple.client = net::IpAddress(bytes);
  }
  return tuple;
}

std::optional<net::IpAddress> outer_destination(packet::View frame) {
  const auto type = packet::load16(frame, 12);
  const std::size_t offset = kEthernet + (type == 0x0800 ? 16 : 24);
  if (type == 0x0800) {
    return net::IpAddress::from_ipv4({frame[offset], frame[offset + 1], frame[offset + 2], frame[offset + 3]});
  }
  if (type != 0x86dd) return std::nullopt;
  net::IpAddress::Bytes bytes;
  std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(offset), bytes.size(), bytes.begin());
  return net::IpAddress(bytes);
}

}  // namespace shunt::balancer
