// SPDX-License-Identifier: Apache-2.0
#include "control/unseen.h"

#include <cstddef>
#include <cstdint>

#include "packet/wire.h"

namespace shunt::control {
namespace {

using packet::get_16, packet::get_8, packet::kIpv4Header, packet::kIpv6Header;

constexpr std::size_t kEthernet = 14, kVlan = 4;
constexpr std::uint16_t kIpv4 = 0x0800, kIpv6 = 0x86dd, kTagged = 0x8100, kServiceTagged = 0x88a8;
constexpr std::uint8_t kTcp = 6, kUdp = 17, kIcmp = 1, kIcmpv6 = 58;
constexpr int kMostTags = 2;                                             // that the program reads
constexpr std::string_view kMapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);  // ::ffff:0:0/96

bool is_vlan(std::uint16_t protocol) { return protocol == kTagged || protocol == kServiceTagged; }

bool is_extension(std::uint8_t header) {
  constexpr std::uint8_t kHopByHop = 0, kRouting = 43, kFragment = 44, kAuthentication = 51, kDestination = 60;
  return header == kHopByHop || header == kRouting || header == kFragment || header == kAuthentication ||
         header == kDestination;
}

// Extension headers are not walked: behind them is what nobody guesses here.
std::string why_not_protocol(std::uint8_t protocol, std::uint8_t icmp) {
  if (protocol == kTcp || protocol == kUdp || is_extension(protocol)) return {};
  if (protocol == icmp) return "ICMP that reports on no packet of a service is for this host";
  return "it is neither TCP nor UDP, but protocol " + std::to_string(protocol);
}

std::string why_not_ipv4(std::string_view packet) {
  if (packet.size() < kIpv4Header) return "it is cut off within its IPv4 header";
  return why_not_protocol(get_8(packet, 9), kIcmp);
}

std::string why_not_ipv6(std::string_view packet) {
  if (packet.size() < kIpv6Header) return "it is cut off within its IPv6 header";
  if (packet.substr(24, kMapped.size()) == kMapped)
    return "its destination is an IPv4 address as IPv6 (::ffff:0:0/96), which is none on the wire";
  return why_not_protocol(get_8(packet, 6), kIcmpv6);
}

}  // namespace

std::string why_unseen(std::string_view frame) {
  if (frame.size() < kEthernet) return "it is cut off within its Ethernet header";
  if ((get_8(frame, 0) & 1) != 0)
    return "its destination MAC address is one of a group (broadcast or multicast), and such frames are not "
           "forwarded";
  auto protocol = get_16(frame, 12);
  frame.remove_prefix(kEthernet);
  for (int depth = 0; depth < kMostTags && is_vlan(protocol); ++depth) {
    if (frame.size() < kVlan) return "it is cut off within its VLAN tag";
    protocol = get_16(frame, 2);
    frame.remove_prefix(kVlan);
  }
  if (is_vlan(protocol)) return "it has more than " + std::to_string(kMostTags) + " VLAN tags";
  if (protocol == kIpv4) return why_not_ipv4(frame);
  if (protocol == kIpv6) return why_not_ipv6(frame);
  return "it is neither IPv4 nor IPv6";
}

}  // namespace shunt::control
