// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/backend_row.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

namespace shunt::dataplane {
namespace {

shunt_backend row(const char* vip, model::Forwarding forwarding, const char* backend, const char* source) {
  Egress egress;
  egress.source = *net::IpAddress::parse(source);
  return make_backend_row(forwarding, net::IpAddress::parse(vip)->family(), *net::IpAddress::parse(backend),
                          egress, 6080, 7);
}

TEST(BackendRow, SaysEncapsulationAndOverheadForEachForwardingAndFamily) {
  using model::Forwarding;
  const auto v4 = row("192.0.2.1", Forwarding::kIpip, "198.51.100.11", "198.51.100.2");
  EXPECT_EQ(std::tuple(v4.encap, v4.overhead, v4.inner_protocol), std::tuple(SHUNT_ENCAP_IPV4, 20, 4));
  const auto v6_in_v4 = row("2001:db8::1", Forwarding::kIpip, "198.51.100.11", "198.51.100.2");
  EXPECT_EQ(std::tuple(v6_in_v4.encap, v6_in_v4.overhead, v6_in_v4.inner_protocol),
            std::tuple(SHUNT_ENCAP_IPV4, 20, 41));
  const auto v4_in_v6 = row("192.0.2.1", Forwarding::kIpip, "2001:db8::11", "2001:db8::2");
  EXPECT_EQ(std::tuple(v4_in_v6.encap, v4_in_v6.overhead, v4_in_v6.inner_protocol),
            std::tuple(SHUNT_ENCAP_IPV6, 40, 4));
  const auto gue = row("192.0.2.1", Forwarding::kGue, "198.51.100.11", "198.51.100.2");
  EXPECT_EQ(std::tuple(gue.encap, gue.overhead, gue.gue_port), std::tuple(SHUNT_ENCAP_GUE_IPV4, 28, htons(6080)));
  const auto gue6 = row("192.0.2.1", Forwarding::kGue, "2001:db8::11", "2001:db8::2");
  EXPECT_EQ(std::tuple(gue6.encap, gue6.overhead), std::tuple(SHUNT_ENCAP_GUE_IPV6, 48));
  const auto l2 = row("192.0.2.1", Forwarding::kL2, "198.51.100.11", "198.51.100.2");
  EXPECT_EQ(std::tuple(l2.encap, l2.overhead, l2.id), std::tuple(SHUNT_ENCAP_NONE, 0, 7U));
}

// 45 00 .. .. | 00 00 40 00 | 40 04 .. .. | source left out | 198.51.100.11:
// 4500 + 4000 + 4004 + c633 + 640b = 1ef42, folded ef43.
TEST(BackendRow, SumsTheWordsThatNeverChange) {
  const auto v4 = row("192.0.2.1", model::Forwarding::kIpip, "198.51.100.11", "198.51.100.2");
  EXPECT_EQ(ntohs(v4.checksum), 0xef43);
}

}  // namespace
}  // namespace shunt::dataplane
