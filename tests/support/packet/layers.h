// SPDX-License-Identifier: Apache-2.0
// What a test may state about each header. A field left out takes the value that a sound packet has: lengths,
// checksums and next protocols follow from the layers behind it. A field that is given is written as given, wrong
// or not. Ports, lengths and numbers are in host byte order.
#pragma once

#include <optional>
#include <variant>

#include "net/address.h"
#include "support/packet/bytes.h"

namespace shunt::packet {

/// An address as text; ends the test program if it is none.
struct Address {
  Address(const char* text);                                   // NOLINT(google-explicit-constructor)
  Address(const std::string& text) : Address(text.c_str()) {}  // NOLINT(google-explicit-constructor)
  Address(const net::IpAddress& address) : value(address) {}   // NOLINT(google-explicit-constructor)
  net::IpAddress value;
};

/// A MAC address as text; ends the test program if it is none.
struct Mac {
  Mac(const char* text);                                   // NOLINT(google-explicit-constructor)
  Mac(const net::MacAddress& address) : value(address) {}  // NOLINT(google-explicit-constructor)
  net::MacAddress value;
};

inline constexpr std::uint16_t kTypeIpv4 = 0x0800;
inline constexpr std::uint16_t kTypeIpv6 = 0x86dd;
inline constexpr std::uint16_t kTypeVlan = 0x8100;          // IEEE 802.1Q, customer tag
inline constexpr std::uint16_t kTypeServiceVlan = 0x88a8;   // IEEE 802.1ad, service tag
inline constexpr std::uint16_t kTypeExperimental = 0x88b5;  // IEEE 802, local experiments

inline constexpr std::uint8_t kHopByHop = 0;
inline constexpr std::uint8_t kIcmp = 1;
inline constexpr std::uint8_t kIpv4InIp = 4;
inline constexpr std::uint8_t kTcp = 6;
inline constexpr std::uint8_t kUdp = 17;
inline constexpr std::uint8_t kIpv6InIp = 41;
inline constexpr std::uint8_t kRouting = 43;
inline constexpr std::uint8_t kFragment = 44;
inline constexpr std::uint8_t kEsp = 50;
inline constexpr std::uint8_t kAuthentication = 51;
inline constexpr std::uint8_t kIcmpv6 = 58;
inline constexpr std::uint8_t kNoNextHeader = 59;
inline constexpr std::uint8_t kDestinationOptions = 60;
inline constexpr std::uint8_t kExperimental = 253;  // RFC 3692

struct Ethernet {
  Mac source = "02:00:00:00:00:c1";
  Mac destination = "02:00:00:00:00:5a";
  std::optional<std::uint16_t> type{};
};

struct Vlan {
  std::uint16_t control = 0;  ///< priority, DEI and VLAN id
  std::uint16_t type = kTypeVlan;
  std::optional<std::uint16_t> next_type{};
};

struct Ipv4 {
  Address source = "203.0.113.7";
  Address destination = "192.0.2.10";
  std::uint8_t tos = 0;
  std::uint16_t id = 0;
  bool dont_fragment = false;
  bool more_fragments = false;
  std::uint16_t fragment_offset = 0;  ///< in units of 8 bytes
  std::uint8_t ttl = 64;
  Bytes options{};  ///< a multiple of 4 bytes
  std::uint8_t version = 4;
  std::optional<std::uint8_t> ihl{};
  std::optional<std::uint16_t> total_length{};
  std::optional<std::uint8_t> protocol{};
  std::optional<std::uint16_t> checksum{};
};

struct Ipv6 {
  Address source = "2001:db8:c::7";
  Address destination = "2001:db8::10";
  std::uint8_t traffic_class = 0;
  std::uint32_t flow_label = 0;
  std::uint8_t hop_limit = 64;
  std::uint8_t version = 6;
  std::optional<std::uint16_t> payload_length{};
  std::optional<std::uint8_t> next_header{};
};

/// An IPv6 extension header (RFC 8200, 4; RFC 4302 for the authentication header).
struct Extension {
  std::uint8_t type = kDestinationOptions;
  std::uint8_t length = 0;  ///< its length field: 8-byte units beyond the first 8; AH: 4-byte units beyond 8 bytes
  std::uint16_t fragment_offset = 0;  ///< fragment header: units of 8 bytes
  bool more_fragments = false;
  std::optional<std::uint8_t> next_header{};
};

struct Tcp {
  std::uint16_t source_port = 40000;
  std::uint16_t destination_port = 80;
  std::uint32_t sequence = 1;
  std::uint32_t acknowledgment = 0;
  std::uint8_t flags = 0x10;  ///< ACK
  Bytes options{};            ///< a multiple of 4 bytes
  std::optional<std::uint8_t> data_offset{};
  std::optional<std::uint16_t> checksum{};
};

struct Udp {
  std::uint16_t source_port = 40000;
  std::uint16_t destination_port = 53;
  std::optional<std::uint16_t> length{};
  std::optional<std::uint16_t> checksum{};
};

/// ICMP or ICMPv6 by the header in front.
struct Icmp {
  std::uint8_t type = 8;
  std::uint8_t code = 0;
  std::uint32_t rest = 0;
};

struct Payload {
  Bytes bytes{};
};

using Layer = std::variant<Ethernet, Vlan, Ipv4, Ipv6, Extension, Tcp, Udp, Icmp, Payload>;

}  // namespace shunt::packet
