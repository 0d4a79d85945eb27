// SPDX-License-Identifier: Apache-2.0
// The Internet checksum (RFC 1071), computed over everything each time: nothing incremental, so that it can judge
// those that are.
#pragma once

#include "net/address.h"
#include "support/packet/bytes.h"

namespace shunt::packet {

/// The value for a checksum field when that field counts as zero; over data that holds a right checksum: 0.
std::uint16_t internet_checksum(View data);

/// The same with the pseudo-header of TCP and UDP (RFC 9293, 3.1; RFC 768; RFC 8200, 8.1) in front.
std::uint16_t transport_checksum(const net::IpAddress& source, const net::IpAddress& destination,
                                 std::uint8_t protocol, View segment);

}  // namespace shunt::packet
