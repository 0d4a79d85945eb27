// SPDX-License-Identifier: Apache-2.0
// Fragments and ICMP errors: not forwarded yet, counted if they are for a VIP, and never lost to the host without
// need.
#include "bpf/dataplane/fixture.h"

namespace shunt::dataplane {
namespace {

class Fragments : public Dataplane {
 protected:
  void SetUp() override {
    Dataplane::SetUp();
    given.service("192.0.2.10", {"80/tcp", "53/udp"}).backend("198.51.100.11");
    given.service("2001:db8::10", {"80/tcp", "53/udp"}).backend("2001:db8:be::11");
  }
};

TEST_F(Fragments, TheFirstOfAServiceIsDropped) {
  const Outcome out = send(eth().ipv4({.more_fragments = true}).udp().payload(100));
  EXPECT_TRUE(out.dropped_for(SHUNT_REASON_FRAGMENT));
  EXPECT_EQ(out.counted.services, (outcome::Counters::Rows{{0, Counter{1, 128}}}));
  EXPECT_TRUE(send(eth().ipv6().fragment(0, true).tcp().payload(100)).dropped_for(SHUNT_REASON_FRAGMENT));
  EXPECT_TRUE(send(eth().ipv6().hop_by_hop().fragment(0, true).destination_options().tcp())
                  .dropped_for(SHUNT_REASON_FRAGMENT));
}

TEST_F(Fragments, TheFirstOfAServiceIsDroppedBeforeItsTransportHeaderIsJudged) {
  EXPECT_TRUE(send(eth().ipv4({.more_fragments = true, .ttl = 1}).udp({.length = 4000}))
                  .dropped_for(SHUNT_REASON_FRAGMENT));
  EXPECT_TRUE(
      send(eth().ipv4({.more_fragments = true, .total_length = 24}).tcp()).dropped_for(SHUNT_REASON_FRAGMENT));
}

TEST_F(Fragments, TheFirstOfWhatIsNoServicePasses) {
  EXPECT_TRUE(send(eth().ipv4({.more_fragments = true}).udp({.destination_port = 54})).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv4({.destination = "192.0.2.11", .more_fragments = true}).udp()).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv4({.more_fragments = true}).icmp({.type = 8}).payload(1400)).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv6().fragment(0, true).udp({.destination_port = 54})).passed_in_silence());
}

TEST_F(Fragments, LaterOnesToAVipPassAndAreCounted) {
  for (const std::uint16_t offset : Words{1, 185, 0x1fff})
    for (const bool more : {false, true}) {
      EXPECT_TRUE(send(eth().ipv4({.more_fragments = more, .fragment_offset = offset}).tcp())
                      .passed_for(SHUNT_REASON_LATER_FRAGMENT));
      EXPECT_TRUE(send(eth().ipv6().fragment(offset, more).tcp()).passed_for(SHUNT_REASON_LATER_FRAGMENT));
    }
  EXPECT_TRUE(
      send(eth().ipv4({.fragment_offset = 1, .protocol = 1}).payload(8)).passed_for(SHUNT_REASON_LATER_FRAGMENT));
}

TEST_F(Fragments, LaterOnesToOtherAddressesPassInSilence) {
  EXPECT_TRUE(send(eth().ipv4({.destination = "192.0.2.11", .fragment_offset = 1}).tcp()).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv6({.destination = "2001:db8::11"}).fragment(1, false).tcp()).passed_in_silence());
}

TEST_F(Fragments, TheFirstWithoutRoomForPortsCountsAsALaterOne) {
  for (std::size_t size = 0; size < 4; ++size) {
    EXPECT_TRUE(send(eth().ipv4({.more_fragments = true, .protocol = packet::kTcp}).payload(size))
                    .passed_for(SHUNT_REASON_LATER_FRAGMENT));
    packet::Extension fragment{.type = packet::kFragment, .more_fragments = true, .next_header = packet::kUdp};
    EXPECT_TRUE(send(eth().ipv6().extension(fragment).payload(size)).passed_for(SHUNT_REASON_LATER_FRAGMENT));
  }
}

TEST_F(Fragments, AnAtomicOneIsAnOrdinaryPacket) {  // RFC 6946
  EXPECT_EQ(send(eth().ipv6().fragment(0, false).tcp().payload(9)).verdict, Verdict::kRedirect);
}

TEST_F(Fragments, DontFragmentIsNoFragment) {
  EXPECT_EQ(send(eth().ipv4({.dont_fragment = true}).tcp()).verdict, Verdict::kRedirect);
}

using Icmp = Fragments;

TEST_F(Icmp, ErrorsToAVipPassAndAreCounted) {  // RFC 792, RFC 4443
  for (const std::uint8_t type : Octets{3, 4, 5, 11, 12})
    EXPECT_TRUE(send(eth().ipv4().icmp({.type = type}).payload(28)).passed_for(SHUNT_REASON_ICMP_ERROR))
        << int{type};
  for (const std::uint8_t type : Octets{1, 2, 3, 4, 127})
    EXPECT_TRUE(send(eth().ipv6().icmp({.type = type}).payload(48)).passed_for(SHUNT_REASON_ICMP_ERROR))
        << int{type};
  EXPECT_TRUE(send(eth().ipv6().destination_options().icmp({.type = 2})).passed_for(SHUNT_REASON_ICMP_ERROR));
}

TEST_F(Icmp, ErrorsToOtherAddressesPassInSilence) {
  EXPECT_TRUE(send(eth().ipv4({.destination = "192.0.2.11"}).icmp({.type = 3})).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv6({.destination = "2001:db8::11"}).icmp({.type = 2})).passed_in_silence());
}

TEST_F(Icmp, MessagesThatReportNoErrorPassInSilence) {
  for (int type = 0; type < 256; ++type) {
    const auto number = static_cast<std::uint8_t>(type);
    const bool error = type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
    if (!error) {
      EXPECT_TRUE(send(eth().ipv4().icmp({.type = number})).passed_in_silence()) << type;
    }
    if (type >= 128) {
      EXPECT_TRUE(send(eth().ipv6().icmp({.type = number})).passed_in_silence()) << type;
    }
  }
}

TEST_F(Icmp, AMessageWithoutAnyBytePassesInSilence) {
  EXPECT_TRUE(send(eth().ipv4({.protocol = packet::kIcmp})).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv6({.next_header = packet::kIcmpv6}).trailing({3, 0})).passed_in_silence());
}

TEST_F(Icmp, OfTheOtherFamilyIsAnUnknownProtocol) {
  EXPECT_TRUE(send(eth().ipv4({.protocol = packet::kIcmpv6}).payload(Bytes(8, 3))).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv6({.next_header = packet::kIcmp}).payload(Bytes(8, 3))).passed_in_silence());
}

}  // namespace
}  // namespace shunt::dataplane
