// SPDX-License-Identifier: Apache-2.0
#include "support/packet/decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/packet/builder.h"
#include "support/packet/checksum.h"

namespace shunt::packet {
namespace {

TEST(Checksum, MatchesTheExampleOfRfc1071) {
  const Bytes data = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
  EXPECT_EQ(internet_checksum(data), static_cast<std::uint16_t>(~0xddf2));
}

TEST(Checksum, PadsAnOddByteWithZero) {
  EXPECT_EQ(internet_checksum(Bytes{0x12, 0x34, 0x56}), internet_checksum(Bytes{0x12, 0x34, 0x56, 0x00}));
}

TEST(Decode, ReadsEveryLayerOfATaggedPacketInAPacket) {
  const Decoded decoded = decode(eth()
                                     .vlan(7)
                                     .ipv6({.traffic_class = 3, .flow_label = 0x12345, .hop_limit = 9})
                                     .ipv4({.tos = 3, .ttl = 8})
                                     .tcp({.source_port = 1, .destination_port = 2})
                                     .payload(10)
                                     .bytes());
  ASSERT_EQ(decoded.tags.size(), 1u);
  EXPECT_EQ(decoded.tags[0].control, 7);
  ASSERT_EQ(decoded.ip.size(), 2u);
  EXPECT_EQ(decoded.ip[0].flow_label, 0x12345u);
  EXPECT_EQ(decoded.ip[0].ttl, 9);
  EXPECT_EQ(decoded.ip[0].packet_size, 90u);
  EXPECT_EQ(decoded.ip[1].destination.to_string(), "192.0.2.10");
  ASSERT_EQ(decoded.transport.size(), 1u);
  EXPECT_EQ(decoded.transport[0].size, 30u);
}

TEST(Decode, FindsEachWrongChecksum) {
  EXPECT_TRUE(checksums_are_right(eth().ipv4().ipv4().tcp().bytes()));
  EXPECT_TRUE(checksums_are_right(eth().ipv6().destination_options().udp().bytes()));
  EXPECT_TRUE(checksums_are_right(eth().ipv4().udp({.checksum = 0}).bytes()));
  EXPECT_FALSE(checksums_are_right(eth().ipv4({.checksum = 1}).ipv4().tcp().bytes()));
  EXPECT_FALSE(checksums_are_right(eth().ipv4().ipv4({.checksum = 1}).tcp().bytes()));
  EXPECT_FALSE(checksums_are_right(eth().ipv6().tcp({.checksum = 1}).bytes()));
}

TEST(Decode, SurvivesEveryTruncation) {
  const Bytes frame = eth().vlan(1).vlan(2).ipv6().hop_by_hop().fragment(0, false).ipv4().tcp().payload(3).bytes();
  for (std::size_t size = 0; size < frame.size(); ++size) EXPECT_TRUE(decode(truncated(frame, size)).ip.empty());
}

TEST(Describe, TellsEachLayerAndWhatIsWrong) {
  const std::string text = describe(eth().vlan(7).ipv4({.checksum = 1}).udp().bytes());
  EXPECT_THAT(text, testing::HasSubstr("tag 0x8100: 0x0007"));
  EXPECT_THAT(text, testing::HasSubstr("203.0.113.7 -> 192.0.2.10"));
  EXPECT_THAT(text, testing::HasSubstr("CHECKSUM WRONG"));
}

}  // namespace
}  // namespace shunt::packet
