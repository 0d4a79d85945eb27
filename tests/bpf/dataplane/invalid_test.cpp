// SPDX-License-Identifier: Apache-2.0
// Headers that are cut off or lie: a counted drop if a service is meant, never more.
#include "bpf/dataplane/fixture.h"

namespace shunt::dataplane {
namespace {

class Invalid : public Dataplane {
 protected:
  void SetUp() override {
    Dataplane::SetUp();
    given.service("192.0.2.10", {"80/tcp", "53/udp"}).backend("198.51.100.11");
    given.service("2001:db8::10", {"80/tcp", "53/udp"}).backend("2001:db8:be::11");
  }

  /// Sends every proper beginning of the frame. Those that end within the first `silent` bytes must pass in
  /// silence, the longer ones be dropped for `reason`.
  void expect_truncations(const Frame& whole, std::size_t silent, shunt_reason reason) {
    const Bytes frame = whole.bytes();
    ASSERT_EQ(send(frame).verdict, Verdict::kRedirect);
    for (std::size_t size = 14; size < frame.size(); ++size) {
      const Outcome out = send(packet::truncated(frame, size));
      EXPECT_TRUE(size < silent ? out.passed_in_silence() : out.dropped_for(reason)) << "cut at " << size;
    }
  }
};

TEST_F(Invalid, FramesCutOffAtAnyByteOfIpv4) {
  expect_truncations(eth().ipv4().tcp().payload(8), 34, SHUNT_REASON_IPV4_HEADER_INVALID);
  expect_truncations(eth().vlan(1).vlan(2).ipv4({.options = Bytes(40, 1)}).tcp({.options = Bytes(40, 1)}), 42,
                     SHUNT_REASON_IPV4_HEADER_INVALID);
  expect_truncations(eth().vlan(1).ipv4().udp().payload(8), 38, SHUNT_REASON_IPV4_HEADER_INVALID);
}

TEST_F(Invalid, FramesCutOffAtAnyByteOfIpv6) {
  expect_truncations(eth().ipv6().tcp().payload(8), 54, SHUNT_REASON_IPV6_HEADER_INVALID);
  expect_truncations(eth().vlan(1).vlan(2).ipv6().hop_by_hop(2).routing(1).destination_options().udp(), 62,
                     SHUNT_REASON_IPV6_HEADER_INVALID);
  expect_truncations(eth().ipv6().authentication(4).fragment(0, false).tcp({.options = Bytes(40, 1)}), 54,
                     SHUNT_REASON_IPV6_HEADER_INVALID);
}

TEST_F(Invalid, Ipv4VersionsOtherThanFour) {
  for (std::uint8_t version = 0; version < 16; ++version)
    if (version != 4) {
      EXPECT_TRUE(send(eth().ipv4({.version = version}).tcp()).dropped_for(SHUNT_REASON_IPV4_HEADER_INVALID));
    }
}

TEST_F(Invalid, Ipv4HeaderLengthsBelowFive) {
  for (std::uint8_t ihl = 0; ihl < 5; ++ihl)
    EXPECT_TRUE(send(eth().ipv4({.ihl = ihl}).tcp()).dropped_for(SHUNT_REASON_IPV4_HEADER_INVALID));
}

TEST_F(Invalid, Ipv4HeaderLengthsBeyondThePacket) {
  for (std::uint8_t ihl = 11; ihl < 16; ++ihl)
    EXPECT_TRUE(send(eth().ipv4({.ihl = ihl}).tcp()).dropped_for(SHUNT_REASON_IPV4_HEADER_INVALID));
  EXPECT_TRUE(
      send(eth().ipv4({.ihl = 15}).tcp().trailing(Bytes(100))).dropped_for(SHUNT_REASON_IPV4_HEADER_INVALID));
}

TEST_F(Invalid, Ipv4TotalLengthsBelowTheHeaderOrBeyondTheFrame) {
  for (const std::uint16_t length : Words{0, 1, 19, 41, 42, 1500, 65535})
    EXPECT_TRUE(send(eth().ipv4({.total_length = length}).tcp()).dropped_for(SHUNT_REASON_IPV4_HEADER_INVALID));
}

TEST_F(Invalid, Ipv4TotalLengthsThatCutOffTheTransportHeader) {
  for (std::uint16_t length = 20; length < 40; ++length)
    EXPECT_TRUE(send(eth().ipv4({.total_length = length}).tcp()).dropped_for(SHUNT_REASON_TCP_HEADER_INVALID))
        << length;
  for (std::uint16_t length = 20; length < 28; ++length)
    EXPECT_TRUE(send(eth().ipv4({.total_length = length}).udp()).dropped_for(SHUNT_REASON_UDP_HEADER_INVALID))
        << length;
}

TEST_F(Invalid, Ipv6VersionsOtherThanSix) {
  for (std::uint8_t version = 0; version < 16; ++version)
    if (version != 6) {
      EXPECT_TRUE(send(eth().ipv6({.version = version}).tcp()).dropped_for(SHUNT_REASON_IPV6_HEADER_INVALID));
    }
}

TEST_F(Invalid, Ipv6PayloadLengthsBeyondTheFrame) {
  for (const std::uint16_t length : Words{21, 22, 1500, 65535})
    EXPECT_TRUE(send(eth().ipv6({.payload_length = length}).tcp()).dropped_for(SHUNT_REASON_IPV6_HEADER_INVALID));
}

TEST_F(Invalid, Ipv6PayloadLengthsThatCutOffTheTransportHeader) {
  for (std::uint16_t length = 0; length < 20; ++length)
    EXPECT_TRUE(send(eth().ipv6({.payload_length = length}).tcp()).dropped_for(SHUNT_REASON_TCP_HEADER_INVALID))
        << length;
  for (std::uint16_t length = 0; length < 8; ++length)
    EXPECT_TRUE(send(eth().ipv6({.payload_length = length}).udp()).dropped_for(SHUNT_REASON_UDP_HEADER_INVALID))
        << length;
}

TEST_F(Invalid, TcpDataOffsetsBelowFive) {
  for (std::uint8_t offset = 0; offset < 5; ++offset) {
    EXPECT_TRUE(
        send(eth().ipv4().tcp({.data_offset = offset}).payload(60)).dropped_for(SHUNT_REASON_TCP_HEADER_INVALID));
    EXPECT_TRUE(
        send(eth().ipv6().tcp({.data_offset = offset}).payload(60)).dropped_for(SHUNT_REASON_TCP_HEADER_INVALID));
  }
}

TEST_F(Invalid, TcpDataOffsetsBeyondThePacket) {
  for (std::uint8_t offset = 6; offset < 16; ++offset) {
    const packet::Tcp tcp{.data_offset = offset};
    const std::size_t fits = offset * 4u - 20;
    EXPECT_EQ(send(eth().ipv4().tcp(tcp).payload(fits)).verdict, Verdict::kRedirect);
    EXPECT_TRUE(send(eth().ipv4().tcp(tcp).payload(fits - 1)).dropped_for(SHUNT_REASON_TCP_HEADER_INVALID));
    EXPECT_TRUE(send(eth().ipv6().tcp(tcp).payload(fits - 1).trailing(Bytes(40)))
                    .dropped_for(SHUNT_REASON_TCP_HEADER_INVALID));
  }
}

TEST_F(Invalid, UdpLengthsBelowEightOrBeyondThePacket) {
  for (const std::uint16_t length : Words{0, 1, 7, 19, 65535}) {
    EXPECT_TRUE(
        send(eth().ipv4().udp({.length = length}).payload(10)).dropped_for(SHUNT_REASON_UDP_HEADER_INVALID));
    EXPECT_TRUE(
        send(eth().ipv6().udp({.length = length}).payload(10)).dropped_for(SHUNT_REASON_UDP_HEADER_INVALID));
  }
  for (const std::uint16_t length : Words{8, 9, 18})
    EXPECT_EQ(send(eth().ipv4().udp({.length = length}).payload(10)).verdict, Verdict::kRedirect);
}

TEST_F(Invalid, DropsAreChargedToTheServiceOnlyIfThePortsAreKnown) {
  const Outcome known = send(eth().ipv4().tcp({.data_offset = 1}));
  EXPECT_EQ(known.counted.services, (outcome::Counters::Rows{{0, Counter{1, 40}}}));
  const Outcome unknown = send(eth().ipv4({.total_length = 22}).tcp());
  EXPECT_TRUE(unknown.counted.services.empty());
}

}  // namespace
}  // namespace shunt::dataplane
