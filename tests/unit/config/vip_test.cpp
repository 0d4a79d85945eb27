// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.h"

namespace shunt::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The errors of a file with one service of that VIP, which stands in line 3 from column 8 on.
std::vector<std::string> errors_of_vip(const std::string& vip) {
  return errors_of("services:\n- name: a\n  vip: " + vip + "\n  ports: any\n  backends: [203.0.113.1]\n");
}

TEST(ConfigVip, IsAnAddressOrAPrefixWithoutHostBits) {
  for (const char* vip : {"192.0.2.1", "192.0.2.0/24", "192.0.2.1/32", "2001:db8::1", "2001:db8::/32"})
    EXPECT_THAT(errors_of_vip(vip), IsEmpty()) << vip;
  EXPECT_THAT(errors_of_vip("192.0.2.1/24"),
              ElementsAre("3:8: vip: 192.0.2.1/24 has host bits set; expected 192.0.2.0/24 or 192.0.2.1"));
  EXPECT_THAT(errors_of_vip("2001:db8::1/64"),
              ElementsAre("3:8: vip: 2001:db8::1/64 has host bits set; expected 2001:db8::/64 or 2001:db8::1"));
  for (const char* vip : {"192.0.2", "192.0.2.256", "192.0.2.01", "192.0.2.0/33", "2001:db8::/129", "vip.example"})
    EXPECT_THAT(errors_of_vip(vip), ElementsAre("3:8: vip: expected an IPv4 or IPv6 address or prefix, found \"" +
                                                std::string(vip) + "\""));
  EXPECT_THAT(errors_of_vip("[192.0.2.1]"),
              ElementsAre("3:8: vip: expected an IPv4 or IPv6 address or prefix, found a list"));
}

TEST(ConfigVip, IsUnicast) {
  EXPECT_THAT(errors_of_vip("127.0.0.53"),
              ElementsAre("3:8: vip: 127.0.0.53 is a loopback address; expected unicast addresses"));
  EXPECT_THAT(errors_of_vip("224.0.1.0/24"),
              ElementsAre("3:8: vip: 224.0.1.0/24 lies in a multicast range; expected unicast addresses"));
  EXPECT_THAT(
      errors_of_vip("0.0.0.0/0"),
      ElementsAre("3:8: vip: 0.0.0.0/0 contains 0.0.0.0/8, an unspecified range; expected unicast addresses"));
  EXPECT_THAT(errors_of_vip("'::/0'"),
              ElementsAre("3:8: vip: ::/0 contains ::, an unspecified address; expected unicast addresses"));
  EXPECT_THAT(errors_of_vip("'::fffe:0:0/95'"),
              ElementsAre("3:8: vip: ::fffe:0:0/95 lies in a reserved range; expected unicast addresses"));
  EXPECT_THAT(errors_of_vip("fe80::/64"),
              ElementsAre("3:8: vip: fe80::/64 lies in a link-local range; expected unicast addresses"));
}

TEST(ConfigVip, IsNoBackendOfAnyService) {
  EXPECT_THAT(
      errors_of("services:\n"
                "- {name: a, vip: 192.0.2.1, ports: any, backends: [198.51.100.1, 198.51.100.2]}\n"
                "- {name: b, vip: 198.51.100.2, ports: any, backends: [203.0.113.1, 203.0.113.255]}\n"
                "- {name: c, vip: 203.0.113.128/25, ports: 80, backends: [192.0.2.1]}\n"
                "- {name: d, vip: 203.0.113.192/26, ports: 80, backends: [198.51.100.3]}\n"),
      ElementsAre("2:66: backend 198.51.100.2 is the VIP 198.51.100.2 of service \"b\"; expected the "
                  "backend's own address, that no service uses",
                  "3:68: backend 203.0.113.255 lies in the VIP 203.0.113.128/25 of service \"c\"; expected the "
                  "backend's own address, that no service uses",
                  "4:58: backend 192.0.2.1 is the VIP 192.0.2.1 of service \"a\"; expected the backend's own "
                  "address, that no service uses"));
}

TEST(ConfigVip, HasOneOfAtMost16PrefixLengthsPerFamily) {
  std::string text = "services:\n";
  const auto add = [&](const std::string& vip) {
    text += "- {name: '" + std::to_string(text.size()) + "', vip: '" + vip +
            "', ports: any, backends: [203.0.113.1]}\n";
  };
  for (int length = 9; length <= 23; ++length) add("100.0.0.0/" + std::to_string(length));
  add("192.0.2.1");
  for (int length = 32; length <= 47; ++length) add("2001:db8::/" + std::to_string(length));
  add("2001:db8:100::/40");
  EXPECT_THAT(errors_of(text + ""), IsEmpty());
  add("192.0.2.0/24");
  add("192.0.0.0/24");
  add("2001:db8::1");
  ASSERT_EQ(errors_of(text).size(), 2U);
  EXPECT_THAT(
      errors_of(text),
      ElementsAre(testing::HasSubstr("vip: /24 is prefix length number 17 among the IPv4 VIPs; expected at most "
                                     "16 different ones, full length included"),
                  testing::HasSubstr("vip: /128 is prefix length number 17 among the IPv6 VIPs; expected at "
                                     "most 16 different ones, full length included")));
}

}  // namespace
}  // namespace shunt::config
