// SPDX-License-Identifier: Apache-2.0
// Flows as clients make them, and their packets as frames.
#pragma once

#include <cstdint>
#include <optional>

#include "net/address.h"
#include "support/packet/bytes.h"

namespace shunt::balancer {

/// Five numbers that name a flow. Both addresses are of one family.
struct Tuple {
  net::IpAddress client;
  net::IpAddress vip;
  std::uint16_t client_port = 40000;
  std::uint16_t port = 80;
  net::Protocol protocol = net::Protocol::kTcp;
  auto operator<=>(const Tuple&) const = default;
};

/// TCP flags as on the wire.
inline constexpr std::uint8_t kFin = 0x01;
inline constexpr std::uint8_t kSyn = 0x02;
inline constexpr std::uint8_t kRst = 0x04;
inline constexpr std::uint8_t kAck = 0x10;

/// A packet from the client. `flags`, `sequence`: of TCP; UDP has none.
packet::Bytes frame(const Tuple& tuple, std::uint8_t flags = kAck, std::uint32_t sequence = 1);

/// Client number `number` of the family of `vip`: below 2^24 all differ in address or port.
Tuple client_of(const net::IpAddress& vip, std::uint32_t number, net::Protocol protocol = net::Protocol::kTcp);

/// Where an encapsulated frame goes; nothing: it is no IP packet.
std::optional<net::IpAddress> outer_destination(packet::View frame);

}  // namespace shunt::balancer
