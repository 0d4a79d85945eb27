// SPDX-License-Identifier: Apache-2.0
#include "support/packet/builder.h"

#include <gtest/gtest.h>
#include <tins/dot1q.h>
#include <tins/ethernetII.h>
#include <tins/icmp.h>
#include <tins/icmpv6.h>
#include <tins/ip.h>
#include <tins/ipv6.h>
#include <tins/rawpdu.h>
#include <tins/tcp.h>
#include <tins/udp.h>

#include "support/packet/decode.h"

namespace shunt::packet {
namespace {

const Tins::EthernetII kEthernet("02:00:00:00:00:5a", "02:00:00:00:00:c1");

// Long enough that libtins, unlike the builder, adds no Ethernet padding.
const char* const kOdd = "a payload of 29 bytes is odd.";
const char* const kQuoted = "the beginning of a packet that was sent";

Tins::IP tins_ipv4() {
  Tins::IP ip("192.0.2.10", "203.0.113.7");
  ip.ttl(64);
  ip.id(0);
  return ip;
}

Tins::IPv6 tins_ipv6() {
  Tins::IPv6 ip("2001:db8::10", "2001:db8:c::7");
  ip.hop_limit(64);
  return ip;
}

Tins::TCP tins_tcp() {
  Tins::TCP tcp(80, 40000);
  tcp.seq(1);
  tcp.flags(Tins::TCP::ACK);
  tcp.window(0xffff);
  return tcp;
}

/// As text, which shows where two frames differ.
std::string written_by_tins(Tins::EthernetII frame) { return hex_dump(frame.serialize()); }
std::string written(const Frame& frame) { return hex_dump(frame.bytes()); }

TEST(Builder, WritesTcpOverIpv4AsLibtinsDoes) {
  EXPECT_EQ(written(eth().ipv4().tcp().payload("GET / HTTP/1.1\r\n")),
            written_by_tins(kEthernet / tins_ipv4() / tins_tcp() / Tins::RawPDU("GET / HTTP/1.1\r\n")));
}

TEST(Builder, WritesEveryFieldOfIpv4AsLibtinsDoes) {
  Tins::IP ip = tins_ipv4();
  ip.tos(0xb9);
  ip.id(0x1234);
  ip.ttl(3);
  ip.flags(Tins::IP::DONT_FRAGMENT);
  ip.add_option(Tins::IP::option(Tins::IP::option_identifier(148), 2, std::array<std::uint8_t, 2>{0, 0}.data()));
  EXPECT_EQ(
      written(eth()
                  .ipv4({.tos = 0xb9, .id = 0x1234, .dont_fragment = true, .ttl = 3, .options = {148, 4, 0, 0}})
                  .udp({.source_port = 1, .destination_port = 2})
                  .payload(kOdd)),
      written_by_tins(kEthernet / ip / Tins::UDP(2, 1) / Tins::RawPDU(kOdd)));
}

TEST(Builder, WritesUdpOverIpv6AsLibtinsDoes) {
  Tins::IPv6 ip = tins_ipv6();
  ip.traffic_class(0xb9);
  ip.flow_label(0xabcde);
  EXPECT_EQ(written(eth().ipv6({.traffic_class = 0xb9, .flow_label = 0xabcde}).udp().payload(kOdd)),
            written_by_tins(kEthernet / ip / Tins::UDP(53, 40000) / Tins::RawPDU(kOdd)));
}

TEST(Builder, WritesIcmpOfBothFamiliesAsLibtinsDoes) {
  Tins::ICMP icmp(Tins::ICMP::DEST_UNREACHABLE);
  icmp.code(4);
  EXPECT_EQ(written(eth().ipv4().icmp({.type = 3, .code = 4}).payload(kQuoted)),
            written_by_tins(kEthernet / tins_ipv4() / icmp / Tins::RawPDU(kQuoted)));
  EXPECT_EQ(written(eth().ipv6().icmp({.type = 2}).payload(kQuoted)),
            written_by_tins(kEthernet / tins_ipv6() / Tins::ICMPv6(Tins::ICMPv6::PACKET_TOOBIG) /
                            Tins::RawPDU(kQuoted)));
}

TEST(Builder, WritesExtensionHeadersThatLibtinsReads) {
  const Bytes frame = eth().ipv6().hop_by_hop(1).routing().destination_options().tcp().payload(9).bytes();
  const Tins::EthernetII read(frame.data(), static_cast<std::uint32_t>(frame.size()));
  EXPECT_EQ(read.rfind_pdu<Tins::IPv6>().headers().size(), 3u);
  EXPECT_EQ(read.rfind_pdu<Tins::TCP>().dport(), 80);
  EXPECT_EQ(read.rfind_pdu<Tins::RawPDU>().payload_size(), 9u);
}

TEST(Builder, WritesTagsInTheOrderStated) {
  const Bytes frame = eth().vlan(0x2007, kTypeServiceVlan).vlan(9).ipv4().udp().bytes();
  EXPECT_EQ(Bytes(frame.begin() + 12, frame.begin() + 22),
            (Bytes{0x88, 0xa8, 0x20, 0x07, 0x81, 0x00, 0x00, 0x09, 0x08, 0x00}));
}

TEST(Builder, WritesWrongFieldsAsStated) {
  const Bytes frame =
      eth()
          .ipv4({.version = 5, .ihl = 3, .total_length = 0xfffe, .protocol = 99, .checksum = 0xdead})
          .tcp({.data_offset = 2, .checksum = 0xbeef})
          .bytes();
  EXPECT_EQ(load8(frame, 14), 0x53);
  EXPECT_EQ(load16(frame, 16), 0xfffe);
  EXPECT_EQ(load8(frame, 23), 99);
  EXPECT_EQ(load16(frame, 24), 0xdead);
  EXPECT_EQ(load8(frame, 46), 0x20);
  EXPECT_EQ(load16(frame, 50), 0xbeef);
}

TEST(Builder, LeavesTrailingBytesOutsideOfAllLengths) {
  const Bytes frame = eth().ipv4().udp().payload(1).trailing(Bytes(17, 0xee)).bytes();
  EXPECT_EQ(frame.size(), 60u);
  EXPECT_EQ(load16(frame, 16), 29);
  EXPECT_EQ(decode(frame).trailing, 17u);
}

TEST(Builder, NestsWhatAnEncapsulationCarries) {
  const Frame inner = eth().vlan(5).ipv4().tcp();
  const Bytes frame = eth().ipv6().udp({.destination_port = 6080, .checksum = 0}).carrying(inner).bytes();
  const Decoded decoded = decode(frame);
  ASSERT_EQ(decoded.ip.size(), 2u);
  EXPECT_EQ(decoded.ip[1].family, net::Family::kIpv4);
  EXPECT_EQ(decoded.transport.back().destination_port, 80);
}

}  // namespace
}  // namespace shunt::packet
