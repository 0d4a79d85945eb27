// SPDX-License-Identifier: Apache-2.0
// Packets of our own, read back by the decoder of the tests; and what ICMP says.
#include "doctor/packet/packet.h"

#include <gmock/gmock.h>

#include "support/packet/decode.h"

namespace shunt::doctor {
namespace {

net::IpAddress address(const char* text) { return *net::IpAddress::parse(text); }
const Ends kIpv4{.source = address("198.51.100.2"), .destination = address("198.51.100.11")};
const Ends kIpv6{.source = address("2001:db8::2"), .destination = address("2001:db8::11")};

/// With an Ethernet header in front, as the decoder wants it.
packet::Decoded decode(const std::string& ip) {
  std::vector<std::uint8_t> frame(12, 2);
  const bool ipv4 = static_cast<std::uint8_t>(ip[0]) >> 4 == 4;
  frame.push_back(ipv4 ? 0x08 : 0x86);
  frame.push_back(ipv4 ? 0x00 : 0xdd);
  frame.insert(frame.end(), ip.begin(), ip.end());
  EXPECT_TRUE(packet::checksums_are_right(frame)) << packet::describe(frame);
  return packet::decode(frame);
}

TEST(Packet, AnEchoIsReadBack) {
  for (const auto& ends : {kIpv4, kIpv6}) {
    const auto bytes = echo_packet(ends, 7, 0x1122334455667788, 9);
    const auto decoded = decode(bytes);
    ASSERT_EQ(decoded.ip.size(), 1U);
    EXPECT_EQ(decoded.ip[0].destination, ends.destination);
    EXPECT_EQ(decoded.ip[0].ttl, 9);
    const auto news = read_icmp(bytes);
    ASSERT_TRUE(news);
    EXPECT_EQ(news->kind, IcmpNews::Kind::kEcho);
    EXPECT_EQ(news->token, 0x1122334455667788U);
    EXPECT_EQ(news->from, ends.source);
  }
}

TEST(Packet, AnOuterHeaderIsThatOfTheForwarding) {
  for (const auto& inner : {kIpv4, kIpv6})
    for (const auto& outer : {kIpv4, kIpv6})
      for (const auto forwarding : {model::Forwarding::kIpip, model::Forwarding::kGue}) {
        const auto bytes = encapsulated(echo_packet(inner, 7, 1, 9), forwarding, outer, 6080);
        const auto decoded = decode(bytes);
        ASSERT_EQ(decoded.ip.size(), 2U);
        EXPECT_EQ(decoded.ip[0].source, outer.source);
        EXPECT_EQ(decoded.ip[1].destination, inner.destination);
        EXPECT_EQ(decoded.trailing, 0U);
        if (forwarding == model::Forwarding::kGue) {
          ASSERT_FALSE(decoded.transport.empty());
          EXPECT_EQ(decoded.transport[0].destination_port, 6080);
        }
      }
}

TEST(Packet, L2HasNoOuterHeader) {
  const auto bytes = echo_packet(kIpv4, 7, 1, 9);
  EXPECT_EQ(encapsulated(bytes, model::Forwarding::kL2, kIpv4, 6080), bytes);
}

/// An ICMP error over IPv4 that quotes `about`.
std::string error(std::uint8_t type, std::uint8_t code, const std::string& about) {
  auto bytes = echo_packet({.source = kIpv4.destination, .destination = kIpv4.source}, 0, 0, 64);
  bytes.resize(28);
  bytes[20] = static_cast<char>(type);
  bytes[21] = static_cast<char>(code);
  return bytes + about.substr(0, 28);
}

TEST(Packet, AnErrorTellsWhatItIsAbout) {
  const auto datagram = datagram_packet(kIpv4, 33'999);
  const auto closed = read_icmp(error(3, 3, datagram));
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->kind, IcmpNews::Kind::kNoPort);
  EXPECT_EQ(closed->from, kIpv4.destination);
  EXPECT_EQ(closed->quoted_destination, kIpv4.destination);
  EXPECT_EQ(closed->quoted_port, 33'999);
  EXPECT_EQ(read_icmp(error(3, 2, datagram))->kind, IcmpNews::Kind::kNoProtocol);
  EXPECT_EQ(read_icmp(error(3, 13, datagram))->kind, IcmpNews::Kind::kProhibited);
  EXPECT_EQ(read_icmp(error(3, 1, datagram))->kind, IcmpNews::Kind::kUnreachable);
  EXPECT_EQ(read_icmp(error(3, 4, datagram))->kind, IcmpNews::Kind::kTooBig);
}

TEST(Packet, WhatIsCutOffIsNothing) {
  for (const auto& whole :
       {echo_packet(kIpv4, 7, 1, 9), echo_packet(kIpv6, 7, 1, 9), error(3, 3, datagram_packet(kIpv4, 33'999))})
    for (std::size_t size = 0; size < whole.size(); ++size) read_icmp(whole.substr(0, size));
  EXPECT_FALSE(read_icmp(echo_packet(kIpv4, 7, 1, 9).substr(0, 35)));
  EXPECT_FALSE(read_icmp(""));
  EXPECT_FALSE(read_icmp(datagram_packet(kIpv4, 1)));
}

}  // namespace
}  // namespace shunt::doctor
