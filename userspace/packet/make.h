// SPDX-License-Identifier: Apache-2.0
// Frames as bytes, to show a dataplane what a client would send. Pure. RFC 791, RFC 8200, RFC 9293, RFC 768.
#pragma once

#include <cstdint>
#include <string>

#include "net/address.h"

namespace shunt::packet {

/// TCP flags as on the wire (RFC 9293, 3.1).
inline constexpr std::uint8_t kFin = 0x01, kSyn = 0x02, kRst = 0x04, kAck = 0x10;

/// One packet of a client.
struct Packet {
  net::IpAddress from;
  net::IpAddress to;            ///< of the same family
  std::uint16_t from_port = 0;  ///< in host order, as the next one
  std::uint16_t to_port = 0;
  net::Protocol protocol = net::Protocol::kTcp;
  std::uint8_t flags = kSyn;      ///< of TCP
  std::uint32_t length = 0;       ///< of the IP packet, filled with zeros; at least its headers, which 0 means
  net::MacAddress destination{};  ///< of the frame
};

/// The frame from its Ethernet header on, checksums right.
std::string make_frame(const Packet& packet);

/// IP header, and that of TCP or UDP.
std::uint32_t header_length(const Packet& packet);

}  // namespace shunt::packet
