// SPDX-License-Identifier: Apache-2.0
// What a frame is, by docs/dataplane.md and the RFCs that it cites. Nothing here knows of services.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "net/address.h"
#include "support/packet/bytes.h"

namespace shunt::reference {

enum class Kind : std::uint8_t {
  kOther,           ///< an IP packet that no service can concern
  kInvalid,         ///< IPv4 or IPv6 header wrong
  kLaterFragment,   ///< without ports
  kIcmpError,       ///< of either family
  kEchoReply,       ///< of either family
  kExtensionLimit,  ///< more extension headers than are walked
  kPortsCutOff,     ///< TCP or UDP, but the packet ends before the ports do
  kTransport,       ///< TCP or UDP with ports
};

struct Packet {
  Kind kind = Kind::kOther;
  net::Family family = net::Family::kIpv4;
  net::IpAddress source;
  net::IpAddress destination;
  std::uint8_t traffic_class = 0;
  std::uint8_t ttl = 0;
  std::uint8_t protocol = 0;
  bool first_fragment = false;
  std::size_t ip_offset = 0;         ///< in the frame
  std::size_t ip_length = 0;         ///< by the IP header's own length field
  std::size_t transport_offset = 0;  ///< in the frame
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;

  /// One past the last byte of the IP packet in the frame.
  [[nodiscard]] std::size_t ip_end() const { return ip_offset + ip_length; }
};

/// The address that is written at `offset`.
net::IpAddress address_at(packet::View frame, std::size_t offset, net::Family family);

/// Nothing: no IP packet that the dataplane looks at.
std::optional<Packet> parse(packet::View frame);

}  // namespace shunt::reference
