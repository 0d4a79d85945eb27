// SPDX-License-Identifier: Apache-2.0
#include "net/address.h"

#include <gtest/gtest.h>

namespace shunt::net {
namespace {

TEST(IpAddress, IsHeldAsMappedBytes) {
  const auto address = IpAddress::parse("192.0.2.10");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->family(), Family::kIpv4);
  EXPECT_EQ(address->bytes(), (IpAddress::Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 10}));
  EXPECT_EQ(*IpAddress::parse("::ffff:192.0.2.10"), *address);
}

TEST(IpAddress, PrintsTheShortestForm) {
  for (const char* text : {"192.0.2.10", "2001:db8::1", "::", "2001:db8:0:1::"})
    EXPECT_EQ(IpAddress::parse(text)->to_string(), text);
}

TEST(IpAddress, RefusesWhatIsNoAddress) {
  for (const char* text :
       {"", "192.0.2", "192.0.2.256", "192.0.2.010", "2001:db8::g", "fe80::1%eth0", " 192.0.2.1", "192.0.2.1/32"})
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  EXPECT_FALSE(IpAddress::parse(std::string_view("192.0.2.1\0x", 11)));
}

TEST(IpPrefix, KnowsItsHostBits) {
  EXPECT_TRUE(IpPrefix::parse("192.0.2.1/24")->has_host_bits());
  EXPECT_FALSE(IpPrefix::parse("192.0.2.0/24")->has_host_bits());
  EXPECT_FALSE(IpPrefix::parse("2001:db8::1")->has_host_bits());
  EXPECT_EQ(IpPrefix::parse("192.0.2.77/28")->without_host_bits().to_string(), "192.0.2.64/28");
}

TEST(IpPrefix, ContainsOnlyItsOwnFamily) {
  const auto prefix = *IpPrefix::parse("192.0.2.0/24");
  EXPECT_TRUE(prefix.contains(*IpAddress::parse("192.0.2.255")));
  EXPECT_FALSE(prefix.contains(*IpAddress::parse("192.0.3.0")));
  EXPECT_FALSE(IpPrefix::parse("::/0")->contains(*IpAddress::parse("192.0.2.1")));
  EXPECT_TRUE(IpPrefix::parse("0.0.0.0/0")->contains(prefix));
  EXPECT_FALSE(prefix.contains(*IpPrefix::parse("192.0.0.0/16")));
}

TEST(IpPrefix, RefusesWhatIsNoPrefix) {
  for (const char* text :
       {"192.0.2.0/33", "2001:db8::/129", "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/08", "/24", "192.0.2.0/24x"})
    EXPECT_FALSE(IpPrefix::parse(text)) << text;
}

TEST(MacAddress, ReadsWhatItPrints) {
  EXPECT_EQ(MacAddress::parse("02:00:5e:10:00:ff")->to_string(), "02:00:5e:10:00:ff");
  for (const char* text : {"", "02:00:5e:10:00", "02-00-5e-10-00-ff", "0g:00:5e:10:00:ff"})
    EXPECT_FALSE(MacAddress::parse(text)) << text;
}

}  // namespace
}  // namespace shunt::net
