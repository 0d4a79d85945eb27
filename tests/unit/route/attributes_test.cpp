// SPDX-License-Identifier: Apache-2.0
#include "route/attributes.h"

#include <gtest/gtest.h>

#include "unit/route/netlink_bytes.h"

namespace shunt::route {
namespace {

using testing::NetlinkBytes;

TEST(Attributes, AreReadByTypeAndWidth) {
  NetlinkBytes bytes;
  bytes.u8(1, 7).u16(2, 1500).u32(3, 70'000).text(4, "eth0").mac(5, "02:00:00:00:00:01").address(6, "192.0.2.1");
  const auto attributes = Attributes::parse(bytes.bytes());
  ASSERT_TRUE(attributes);
  EXPECT_EQ(attributes->u8(1), 7);
  EXPECT_EQ(attributes->u16(2), 1500);
  EXPECT_EQ(attributes->u32(3), 70'000U);
  EXPECT_EQ(attributes->text(4), "eth0");
  EXPECT_EQ(attributes->mac(5), testing::mac("02:00:00:00:00:01"));
  EXPECT_EQ(attributes->address(6, net::Family::kIpv4), testing::address("192.0.2.1"));
}

TEST(Attributes, OfAnotherWidthAreNotRead) {
  NetlinkBytes bytes;
  bytes.u16(1, 1).u8(2, 1).u32(3, 1).address(4, "2001:db8::1").address(5, "192.0.2.1").text(6, "");
  const auto attributes = Attributes::parse(bytes.bytes());
  ASSERT_TRUE(attributes);
  EXPECT_FALSE(attributes->u32(1));
  EXPECT_FALSE(attributes->u16(2));
  EXPECT_FALSE(attributes->u8(3));
  EXPECT_FALSE(attributes->address(4, net::Family::kIpv4));
  EXPECT_FALSE(attributes->address(5, net::Family::kIpv6));
  EXPECT_FALSE(attributes->mac(5));
  EXPECT_FALSE(attributes->text(6));
  EXPECT_FALSE(attributes->u32(60));
}

TEST(Attributes, AMappedAddressIsNoIpv6Address) {
  const net::IpAddress::Bytes mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1};
  EXPECT_FALSE(address_from(mapped, net::Family::kIpv6));
}

TEST(Attributes, ATextWithoutItsTerminatorEndsWithTheAttribute) {
  NetlinkBytes bytes;
  bytes.attribute(1, "eth0", 4).u32(2, 0x41414141);
  EXPECT_EQ(Attributes::parse(bytes.bytes())->text(1), "eth0");
}

TEST(Attributes, NestedOnesAreReadAgain) {
  NetlinkBytes inner;
  inner.u32(2, 1400);
  NetlinkBytes bytes;
  bytes.nest(1, inner);
  const auto nested = Attributes::parse(bytes.bytes())->nested(1);
  ASSERT_TRUE(nested);
  EXPECT_EQ(nested->u32(2), 1400U);
}

TEST(Attributes, OfUnknownTypesAreIgnored) {
  NetlinkBytes bytes;
  bytes.u32(200, 1).u32(3, 5);
  EXPECT_EQ(Attributes::parse(bytes.bytes())->u32(3), 5U);
}

TEST(Attributes, LengthsThatLieSpoilTheWhole) {
  NetlinkBytes bytes;
  bytes.u32(1, 1).u32(2, 2);
  // Of the second: fewer bytes than its header, more than there are.
  for (const int length : {0, 1, 3, 9, 200}) {
    std::vector<std::uint8_t> lying = bytes.bytes();
    lying[8] = static_cast<std::uint8_t>(length);
    EXPECT_FALSE(Attributes::parse(lying)) << length;
  }
  std::vector<std::uint8_t> cut = bytes.bytes();
  cut.resize(10);
  EXPECT_FALSE(Attributes::parse(cut));
}

TEST(Attributes, TheLastOneMayGoWithoutItsPadding) {
  NetlinkBytes bytes;
  bytes.u32(1, 1).u8(2, 2);
  std::vector<std::uint8_t> cut = bytes.bytes();
  cut.resize(cut.size() - 3);
  const auto attributes = Attributes::parse(cut);
  ASSERT_TRUE(attributes);
  EXPECT_EQ(attributes->u8(2), 2);
}

TEST(Attributes, NoneAreNone) {
  const auto attributes = Attributes::parse({});
  ASSERT_TRUE(attributes);
  EXPECT_FALSE(attributes->has(1));
}

}  // namespace
}  // namespace shunt::route
