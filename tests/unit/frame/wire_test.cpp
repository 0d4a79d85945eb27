// SPDX-License-Identifier: Apache-2.0
#include "packet/wire.h"

#include <gtest/gtest.h>

#include "core/hex.h"

namespace shunt::packet {
namespace {

Ends ends(const char* source, const char* destination) {
  return {.source = net::IpAddress::parse(source).value(),
          .destination = net::IpAddress::parse(destination).value()};
}

// RFC 1071, section 3.
TEST(Checksum, IsThatOfTheExampleOfItsRfc) {
  const auto bytes = *core::from_hex("0001 f203 f4f5 f6f7");
  EXPECT_EQ(sum(bytes), 0x2ddf0U);
  EXPECT_EQ(checksum(sum(bytes)), 0x220dU);
}

TEST(Checksum, PadsAnOddByteAndAddsUp) {
  EXPECT_EQ(sum(*core::from_hex("ab")), 0xab00U);
  EXPECT_EQ(sum(""), 0U);
  EXPECT_EQ(checksum(0), 0xffffU);
  EXPECT_EQ(checksum(0xffff'ffffU), 0U);
}

TEST(IpHeader, OfIpv4SumsToZero) {
  const auto header = ip_header(ends("192.0.2.1", "198.51.100.2"), 6, 64, 100);
  EXPECT_EQ(core::to_hex(header.substr(0, 10)), "45000078000040004006");
  EXPECT_EQ(checksum(sum(header)), 0U);
  EXPECT_EQ(core::to_hex(header.substr(12)), "c0000201c6336402");
}

TEST(IpHeader, OfIpv6HasLengthProtocolAndHops) {
  const auto header = ip_header(ends("2001:db8::1", "2001:db8::2"), 17, 3, 0x1234);
  EXPECT_EQ(header.size(), kIpv6Header);
  EXPECT_EQ(core::to_hex(header.substr(0, 8)), "6000000012341103");
  EXPECT_EQ(get_16(header, 8), 0x2001U);
  EXPECT_EQ(get_8(header, 39), 2U);
}

TEST(PseudoHeader, IsTheSameSumInBothFamiliesForTheSameWords) {
  EXPECT_EQ(pseudo_header(ends("0.0.0.1", "0.0.0.2"), 17, 9), 1U + 2 + 17 + 9);
  EXPECT_EQ(pseudo_header(ends("::1", "::2"), 17, 9), 1U + 2 + 17 + 9);
}

}  // namespace
}  // namespace shunt::packet
