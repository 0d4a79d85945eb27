// SPDX-License-Identifier: Apache-2.0
#include "control/unseen.h"

#include <gmock/gmock.h>

#include "packet/make.h"

namespace shunt::control {
namespace {

using testing::HasSubstr;

std::string frame(const char* from, const char* to) {
  return packet::make_frame({.from = *net::IpAddress::parse(from),
                             .to = *net::IpAddress::parse(to),
                             .from_port = 40000,
                             .to_port = 80,
                             .destination = {}});
}

std::string ipv4() { return frame("203.0.113.7", "192.0.2.10"); }
std::string ipv6() { return frame("2001:db8::7", "2001:db8::10"); }

std::string tagged(std::string bytes, int tags) {
  for (int i = 0; i < tags; ++i) bytes.insert(12, std::string("\x81\x00\x00\x07", 4));
  return bytes;
}

std::string with(std::string bytes, std::size_t at, char value) {
  bytes[at] = value;
  return bytes;
}

TEST(Unseen, IsNothingThatMayBelongToAService) {
  for (const auto& bytes : {ipv4(), ipv6(), tagged(ipv4(), 2), with(ipv4(), 14 + 9, 17)})
    EXPECT_EQ(why_unseen(bytes), "");
  EXPECT_EQ(why_unseen(with(ipv6(), 14 + 6, 44)), "") << "behind an extension header it may be TCP";
}

TEST(Unseen, IsToldWithItsCause) {
  EXPECT_THAT(why_unseen(with(ipv4(), 0, '\xff')), HasSubstr("broadcast or multicast"));
  EXPECT_THAT(why_unseen(with(ipv4(), 0, '\x01')), HasSubstr("broadcast or multicast"));
  EXPECT_THAT(why_unseen(tagged(ipv4(), 3)), HasSubstr("more than 2 VLAN tags"));
  EXPECT_THAT(why_unseen(with(ipv4(), 13, '\x06')), HasSubstr("neither IPv4 nor IPv6"));
  EXPECT_THAT(why_unseen(with(ipv4(), 14 + 9, 47)), HasSubstr("neither TCP nor UDP, but protocol 47"));
  EXPECT_THAT(why_unseen(with(ipv4(), 14 + 9, 1)), HasSubstr("ICMP"));
  EXPECT_THAT(why_unseen(with(ipv6(), 14 + 6, 58)), HasSubstr("ICMP"));
  EXPECT_THAT(why_unseen(ipv4().substr(0, 33)), HasSubstr("within its IPv4 header"));
  EXPECT_THAT(why_unseen(ipv6().substr(0, 53)), HasSubstr("within its IPv6 header"));
  EXPECT_THAT(why_unseen(tagged(ipv4(), 1).substr(0, 16)), HasSubstr("within its VLAN tag"));
  EXPECT_THAT(why_unseen(ipv4().substr(0, 13)), HasSubstr("within its Ethernet header"));
  auto mapped = ipv6();
  mapped.replace(14 + 24, 12, std::string(10, '\0') + "\xff\xff");
  EXPECT_THAT(why_unseen(mapped), HasSubstr("::ffff:0:0/96"));
}

}  // namespace
}  // namespace shunt::control
