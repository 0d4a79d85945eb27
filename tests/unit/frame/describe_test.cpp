// SPDX-License-Identifier: Apache-2.0
#include "packet/describe.h"

#include <gmock/gmock.h>

#include "core/hex.h"
#include "packet/make.h"

namespace shunt::packet {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

std::string udp_of_ipv6() {
  return make_frame({.from = net::IpAddress::parse("2001:db8::7").value(),
                     .to = net::IpAddress::parse("2001:db8::10").value(),
                     .from_port = 53,
                     .to_port = 53,
                     .protocol = net::Protocol::kUdp});
}

TEST(Describe, NamesEachHeaderOfATunnel) {
  const auto inner = udp_of_ipv6().substr(14);
  std::string outer =
      *core::from_hex("02000000009b02000000005b8100000708004500005800004000400400000a0000010a000002");
  outer[27] = 41;  // IPv6 in IPv4
  EXPECT_THAT(describe(outer + inner, 0),
              ElementsAre("Ethernet 02:00:00:00:00:5b -> 02:00:00:00:00:9b, VLAN 7",
                          "IPv4 10.0.0.1 -> 10.0.0.2, TTL 64, 88 bytes, DF",
                          "IPv6 2001:db8::7 -> 2001:db8::10, hop limit 64, 48 bytes", "UDP 53 -> 53, 8 bytes"));
}

TEST(Describe, LooksIntoGueAndNotTwice) {
  auto frame = udp_of_ipv6();
  frame[56] = 0x17;  // destination port 6080
  frame[57] = static_cast<char>(0xc0);
  frame += udp_of_ipv6().substr(14);
  EXPECT_THAT(describe(frame, 6080), SizeIs(5));
  EXPECT_THAT(describe(frame, 0), SizeIs(3));
}

TEST(Describe, SaysWhereAFrameIsCutOff) {
  const auto frame = udp_of_ipv6();
  for (std::size_t length = 0; length <= frame.size(); ++length) {
    const auto lines = describe(frame.substr(0, length), 6080);
    const bool cut = lines.back().find("cut off") != std::string::npos;
    EXPECT_EQ(cut, length < frame.size()) << length << ": " << lines.back();
  }
  EXPECT_THAT(describe("", 0), ElementsAre("Ethernet: cut off after 0 bytes"));
}

TEST(Describe, EndsWithWhatItDoesNotKnow) {
  EXPECT_THAT(describe(*core::from_hex("02000000009b02000000005b0806") + std::string(28, '\0'), 0),
              ElementsAre("Ethernet 02:00:00:00:00:5b -> 02:00:00:00:00:9b", "protocol 0x0806"));
}

TEST(Describe, IsBoundedForPacketsInPackets) {
  std::string frame = *core::from_hex("02000000009b02000000005b0800");
  for (int i = 0; i < 50; ++i) frame += *core::from_hex("4500001400004000400400000a0000010a000002");
  EXPECT_LE(describe(frame, 0).size(), kMostHeaders + 1);
}

}  // namespace
}  // namespace shunt::packet
