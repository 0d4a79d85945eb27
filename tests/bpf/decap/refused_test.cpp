// SPDX-License-Identifier: Apache-2.0
// What the host gets as it came.
#include <algorithm>

#include "decap_program.h"

namespace shunt::dataplane {
namespace {

using packet::Bytes;
using packet::eth;
using packet::Frame;

using Untouched = DecapTest;

Frame inner4() { return eth().ipv4().tcp().payload("data"); }
Frame inner6() { return eth().ipv6().tcp().payload("data"); }

TEST_F(Untouched, IsAllTrafficThatIsNotTunnelled) {
  expect_untouched(eth().ipv4({.destination = kBackend4}).tcp(), "not_ours");
  expect_untouched(eth().ipv6({.destination = kBackend6}).icmp(), "not_ours");
  expect_untouched(eth().ipv4({.destination = kBackend4}).udp(), "not_ours");
  expect_untouched(eth({.type = packet::kTypeExperimental}).payload(std::size_t{46}), "not_ours");
  expect_untouched(eth().vlan(1).vlan(2).vlan(3).ipv4(outer4()).carrying(inner4()), "not_ours");
}

TEST_F(Untouched, IsWhatIsSentToManyStations) {
  expect_untouched(eth({.destination = "ff:ff:ff:ff:ff:ff"}).ipv4(outer4()).carrying(inner4()), "not_ours");
}

TEST_F(Untouched, IsATunnelToAnotherHost) {
  expect_untouched(eth().ipv4({.source = kShunt4, .destination = "198.51.100.12"}).carrying(inner4()), "not_ours");
  expect_untouched(eth().ipv6({.source = kShunt6, .destination = "2001:db8:a::12"}).udp(gue()).carrying(inner6()),
                   "not_ours");
}

TEST_F(Untouched, IsAnOuterFragment) {
  auto first = outer4();
  first.more_fragments = true;
  auto later = outer4();
  later.fragment_offset = 8;
  expect_untouched(eth().ipv4(first).carrying(inner4()), "outer_fragment");
  expect_untouched(eth().ipv4(later).carrying(inner4()), "outer_fragment");
  expect_untouched(eth().ipv4(first).udp(gue()).carrying(inner4()), "outer_fragment");
  expect_untouched(eth().ipv6(outer6()).fragment(0, true).carrying(inner6()), "outer_fragment");
}

TEST_F(Untouched, IsAnOuterHeaderWithAWrongChecksum) {
  auto outer = outer4();
  outer.checksum = 0x1234;
  expect_untouched(eth().ipv4(outer).carrying(inner4()), "outer_invalid");
}

TEST_F(Untouched, IsAnOuterHeaderWhoseLengthsLie) {
  auto short_header = outer4();
  short_header.ihl = 4;
  auto long_packet = outer4();
  long_packet.total_length = 1500;
  auto tiny_packet = outer4();
  tiny_packet.total_length = 19;
  for (const auto& outer : {short_header, long_packet, tiny_packet})
    expect_untouched(eth().ipv4(outer).carrying(inner4()), "outer_invalid");
  auto long_payload = outer6();
  long_payload.payload_length = 1500;
  expect_untouched(eth().ipv6(long_payload).carrying(inner4()), "outer_invalid");
  for (const int length : {7, 1500}) {
    auto udp = gue();
    udp.length = static_cast<std::uint16_t>(length);
    expect_untouched(eth().ipv4(outer4()).udp(udp).carrying(inner4()), "outer_invalid");
  }
}

// Maps hold IPv4 addresses as ::ffff:a.b.c.d; on the wire that is no address (RFC 6890, 2.2.3). The builder would
// take the text for IPv4, so the bytes are put in.
TEST_F(Untouched, IsAnIpv6PacketWithAMappedIpv4Address) {
  constexpr std::size_t kSource = 14 + 8;
  constexpr std::size_t kDestination = kSource + 16;
  const auto mapped = [](packet::Bytes frame, std::size_t offset, const char* address) {
    const auto bytes = net::IpAddress::parse(address)->bytes();
    std::ranges::copy(bytes, frame.begin() + static_cast<std::ptrdiff_t>(offset));
    return frame;
  };
  reload({.sources = {*net::IpPrefix::parse("198.51.100.0/24"), *net::IpPrefix::parse("2001:db8:a::/64")}});
  const auto frame = eth().ipv6(outer6()).carrying(inner4()).bytes();
  expect_untouched(mapped(frame, kDestination, kBackend4), "not_ours");
  expect_untouched(mapped(frame, kSource, kShunt4), "outer_invalid");
}

TEST_F(Untouched, IsAGueHeaderThatIsLongerThanItsPacket) {
  expect_untouched(eth().ipv4(outer4()).udp(gue()).payload(Bytes{0x1f, packet::kIpv4InIp, 0, 0}), "outer_invalid");
}

TEST_F(Untouched, IsGueThatIsNotUnderstood) {
  const auto header = [](std::uint8_t first, std::uint8_t protocol, std::uint8_t flags) {
    Bytes bytes{first, protocol, flags, 0};
    const auto inner = inner4().bytes();
    bytes.insert(bytes.end(), inner.begin() + 14, inner.end());
    return eth().ipv4(outer4()).udp(gue()).payload(bytes);
  };
  expect_untouched(header(0x20, 1, 0), "gue_unsupported");                     // control message
  expect_untouched(header(0x00, packet::kIpv4InIp, 0x80), "gue_unsupported");  // a flag
  expect_untouched(header(0x00, packet::kTcp, 0), "gue_unsupported");          // no tunnel of IP
  expect_untouched(header(0x50, 0, 0), "gue_unsupported");                     // IP version 5
  expect_untouched(header(0x80, packet::kIpv4InIp, 0), "gue_unsupported");     // variant 2
  expect_untouched(header(0xc0, packet::kIpv4InIp, 0), "gue_unsupported");     // variant 3
  expect_untouched(eth().ipv4(outer4()).udp(gue()), "gue_unsupported");        // nothing in it
}

TEST_F(Untouched, IsAnInnerPacketThatIsNone) {
  auto four = outer4();
  four.protocol = packet::kIpv4InIp;
  auto six = outer6();
  six.next_header = packet::kIpv6InIp;
  expect_untouched(eth().ipv4(four).payload("no header of any kind, but long enough for one"), "inner_invalid");
  expect_untouched(eth().ipv6(six).payload("no header of any kind, but long enough for one"), "inner_invalid");
  expect_untouched(eth().ipv4(four), "inner_invalid");
  expect_untouched(eth().ipv4(four).carrying(inner6()), "inner_invalid");  // announced as IPv4
  expect_untouched(eth().ipv4(outer4()).carrying(eth().ipv4({.ihl = 4}).tcp()), "inner_invalid");
  expect_untouched(eth().ipv4(outer4()).carrying(eth().ipv4({.total_length = 41}).tcp()), "inner_invalid");
  expect_untouched(eth().ipv4(outer4()).carrying(eth().ipv6({.payload_length = 21}).tcp()), "inner_invalid");
}

// The inner packet may not reach into what pads the frame.
TEST_F(Untouched, IsAnInnerPacketThatIsLongerThanTheOuterOneLeavesRoomFor) {
  const Bytes padding(64, 0);
  expect_untouched(eth().ipv4(outer4()).carrying(eth().ipv4({.total_length = 41}).tcp()).trailing(padding),
                   "inner_invalid");
  expect_untouched(
      eth().ipv6(outer6()).udp(gue()).carrying(eth().ipv6({.payload_length = 21}).tcp()).trailing(padding),
      "inner_invalid");
}

TEST_F(Untouched, IsWhatTheAllowedSourcesDoNotCover) {
  reload({.sources = {*net::IpPrefix::parse("198.51.100.0/30"), *net::IpPrefix::parse("2001:db8:a::2")}});
  expect_decapsulated(eth().ipv4(outer4()).carrying(inner4()), inner4(), "decapsulated_ipip");
  expect_decapsulated(eth().ipv6(outer6()).udp(gue()).carrying(inner4()), inner4(), "decapsulated_gue");
  expect_untouched(eth().ipv4({.source = "198.51.100.4", .destination = kBackend4}).carrying(inner4()),
                   "source_not_allowed");
  expect_untouched(eth().ipv6({.source = "2001:db8:a::3", .destination = kBackend6}).udp(gue()).carrying(inner4()),
                   "source_not_allowed");
}

TEST_F(Untouched, IsWhatTheAllowedVipsDoNotCover) {
  reload({.vips = {*net::IpPrefix::parse("192.0.2.0/24"), *net::IpPrefix::parse("2001:db8::/64")}});
  expect_decapsulated(eth().ipv4(outer4()).carrying(inner4()), inner4(), "decapsulated_ipip");
  expect_decapsulated(eth().ipv4(outer4()).carrying(inner6()), inner6(), "decapsulated_ipip");
  expect_untouched(eth().ipv4(outer4()).carrying(eth().ipv4({.destination = "192.0.3.1"}).tcp()),
                   "destination_not_allowed");
  expect_untouched(eth().ipv6(outer6()).carrying(eth().ipv6({.destination = "2001:db8:0:1::1"}).tcp()),
                   "destination_not_allowed");
}

// Cut off at every byte; the lengths in the headers say what the whole frame had.
TEST_F(Untouched, IsAFrameThatIsCutOffAnywhere) {
  const Frame whole[] = {eth().vlan(7).ipv4(outer4()).carrying(inner6()),
                         eth().ipv6(outer6()).destination_options().carrying(inner4()),
                         eth().ipv4(outer4()).udp(gue()).carrying(inner4()),
                         eth().ipv6(outer6()).udp(gue()).carrying(inner6())};
  constexpr std::size_t kEthernet = 14;
  for (const auto& frame : whole) {
    const auto bytes = frame.bytes();
    for (std::size_t size = kEthernet; size < bytes.size(); ++size) {
      const auto cut = packet::truncated(bytes, size);
      const auto run = program_->run(cut);
      EXPECT_EQ(run.verdict, 2U) << size;
      EXPECT_EQ(run.frame, cut) << size;
    }
  }
  const auto counters = program_->counters();
  EXPECT_FALSE(counters.contains("decapsulated_ipip"));
  EXPECT_FALSE(counters.contains("decapsulated_gue"));
}

// Cut off at every byte, and the outer length goes along: only the inner packet is short.
TEST_F(Untouched, IsAnInnerPacketThatIsCutOffAnywhere) {
  for (const auto& inner : {inner4(), inner6()}) {
    const auto bytes = inner.bytes();
    for (std::size_t size = 15; size < bytes.size(); ++size) {
      auto outer = outer4();
      outer.protocol = inner.bytes()[14] >> 4 == 4 ? packet::kIpv4InIp : packet::kIpv6InIp;
      const Bytes part(bytes.begin() + 14, bytes.begin() + static_cast<std::ptrdiff_t>(size));
      expect_untouched(eth().ipv4(outer).payload(part), "inner_invalid");
    }
  }
}

}  // namespace
}  // namespace shunt::dataplane
