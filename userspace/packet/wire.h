// SPDX-License-Identifier: Apache-2.0
// The words that packets are made of: big-endian numbers, addresses, checksums, IP headers. Pure. RFC 791, RFC
// 8200, RFC 1071.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/address.h"

namespace shunt::packet {

inline constexpr std::size_t kIpv4Header = 20;  ///< bytes, without options
inline constexpr std::size_t kIpv6Header = 40;

struct Ends {
  net::IpAddress source;
  net::IpAddress destination;  ///< of the same family
};

/// Bytes of the IP header that ip_header() makes.
std::size_t ip_header_length(net::Family family);

/// Writes two bytes at `at`, which are there.
void put_16(std::string& bytes, std::size_t at, std::uint16_t value);

/// Reads bytes at `at`, which are there.
std::uint8_t get_8(std::string_view bytes, std::size_t at);
std::uint16_t get_16(std::string_view bytes, std::size_t at);

/// The 4 or 16 bytes of an address.
std::string address_bytes(const net::IpAddress& address);

/// The sum of 16-bit words, an odd last byte padded with zero; not folded, so that sums can be added (up to 128
/// KiB in all).
std::uint32_t sum(std::string_view bytes);

/// What stands in a header's checksum for a sum over the rest (RFC 1071), in host order.
std::uint16_t checksum(std::uint32_t sum);

/// The sum of the pseudo-header of TCP, UDP and ICMPv6: RFC 9293, 3.1 and RFC 8200, 8.1 give the same.
/// @param length of the upper layer's header and data
std::uint32_t pseudo_header(const Ends& ends, std::uint8_t protocol, std::size_t length);

/// An IP header of the family of the ends, do not fragment, checksum right.
/// @param hops TTL or hop limit
/// @param length of what follows, in bytes
std::string ip_header(const Ends& ends, std::uint8_t protocol, std::uint8_t hops, std::size_t length);

}  // namespace shunt::packet
