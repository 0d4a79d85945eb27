// SPDX-License-Identifier: Apache-2.0
// Reads a frame back, as far as its lengths can be trusted, and judges its checksums.
#pragma once

#include <string>
#include <vector>

#include "net/address.h"
#include "support/packet/bytes.h"

namespace shunt::packet {

struct DecodedTag {
  std::uint16_t type = 0;
  std::uint16_t control = 0;
};

struct DecodedIp {
  net::Family family = net::Family::kIpv4;
  net::IpAddress source;
  net::IpAddress destination;
  std::uint8_t traffic_class = 0;
  std::uint8_t ttl = 0;
  std::uint8_t protocol = 0;        ///< behind all extension headers
  std::uint16_t id = 0;             ///< IPv4
  std::uint16_t fragmentation = 0;  ///< IPv4: flags and offset; IPv6: those of the fragment header, in its format
  std::uint32_t flow_label = 0;     ///< IPv6
  std::size_t offset = 0;           ///< of the header in the frame
  std::size_t header_size = 0;      ///< with options or extension headers
  std::size_t packet_size = 0;      ///< header and payload, by its own length field
  bool checksum_right = true;       ///< IPv4 header checksum
};

struct DecodedTransport {
  std::uint8_t protocol = 0;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint16_t checksum = 0;
  std::size_t offset = 0;
  std::size_t size = 0;        ///< header and payload, by the IP length
  bool checksum_right = true;  ///< also where UDP says that there is none
};

struct Decoded {
  net::MacAddress destination;
  net::MacAddress source;
  std::vector<DecodedTag> tags;
  std::uint16_t type = 0;                   ///< behind the tags
  std::vector<DecodedIp> ip;                ///< outermost first
  std::vector<DecodedTransport> transport;  ///< outermost first
  std::size_t trailing = 0;                 ///< bytes that the outermost IP length does not cover
};

/// Stops at the first header that does not fit; GUE (draft-ietf-intarea-gue, variant 1) is followed behind UDP
/// port 6080.
Decoded decode(View frame);

/// All checksums that decode() could reach are right.
bool checksums_are_right(View frame);

/// One line a header, and the bytes: for a person who reads a failed test.
std::string describe(View frame);

}  // namespace shunt::packet
