// SPDX-License-Identifier: Apache-2.0
// MTU, unresolved and absent next hops, and the interfaces that packets leave by.
#include "bpf/dataplane/fixture.h"

namespace shunt::dataplane {
namespace {

struct Case {
  Forwarding forwarding;
  const char* vip;
  const char* backend;
  std::size_t overhead;
};

const std::vector<Case> kCases = {{Forwarding::kIpip, "192.0.2.10", "198.51.100.11", 20},
                                  {Forwarding::kIpip, "2001:db8::10", "198.51.100.11", 20},
                                  {Forwarding::kIpip, "192.0.2.10", "2001:db8:be::11", 40},
                                  {Forwarding::kIpip, "2001:db8::10", "2001:db8:be::11", 40},
                                  {Forwarding::kGue, "192.0.2.10", "198.51.100.11", 28},
                                  {Forwarding::kGue, "2001:db8::10", "2001:db8:be::11", 48},
                                  {Forwarding::kL2, "192.0.2.10", "198.51.100.11", 0},
                                  {Forwarding::kL2, "2001:db8::10", "2001:db8:be::11", 0}};

class Mtu : public Dataplane {
 protected:
  /// A UDP packet to the VIP of `size` bytes with its IP header.
  static Frame packet_of(const char* vip, std::size_t size) {
    const bool ipv4 = *packet::Address(vip).value.bytes().begin() == 0;
    return ipv4 ? eth().ipv4({.destination = vip}).udp().payload(size - 28)
                : eth().ipv6({.destination = vip}).udp().payload(size - 48);
  }
};

TEST_F(Mtu, HoldsTheOuterPacketToTheByte) {
  for (const Case& c : kCases)
    for (const std::uint32_t mtu : {128u, 576u, 1280u, 1499u, 1500u}) {
      given = given::Given();
      given.service(c.vip, {"53/udp"}).forwarding(c.forwarding).backend(c.backend, {.mtu = mtu});
      EXPECT_EQ(send(packet_of(c.vip, mtu - c.overhead)).verdict, Verdict::kRedirect);
      EXPECT_TRUE(send(packet_of(c.vip, mtu - c.overhead + 1)).dropped_for(SHUNT_REASON_TOO_BIG));
    }
}

TEST_F(Mtu, DoesNotCountPaddingNorTags) {
  given.service("192.0.2.10", {"53/udp"}).backend("198.51.100.11", {.vlan = 7, .mtu = 100});
  EXPECT_EQ(send(eth().vlan(1).vlan(2).ipv4().udp().payload(52).trailing(Bytes(60))).verdict, Verdict::kRedirect);
}

TEST_F(Mtu, AboveTheUsualIsUsed) {
  given.service("192.0.2.10", {"53/udp"}).backend("198.51.100.11", {.mtu = 9000});
  EXPECT_EQ(send(eth().ipv4().udp().payload(3000)).verdict, Verdict::kRedirect);
}

using NextHop = Dataplane;

TEST_F(NextHop, ThatIsUnresolvedDropsUnderItsOwnReason) {
  given.service("192.0.2.10", {"80/tcp"}).unresolved_backend("198.51.100.11");
  const Outcome out = send(eth().ipv4().tcp());
  EXPECT_TRUE(out.dropped_for(SHUNT_REASON_NEXT_HOP_UNRESOLVED));
  EXPECT_EQ(out.counted.services, (outcome::Counters::Rows{{0, Counter{1, 40}}}));
}

TEST_F(NextHop, ThatIsUnresolvedDropsWithoutEncapsulationToo) {
  given.service("192.0.2.10", {"80/tcp"}).forwarding(Forwarding::kL2).unresolved_backend("198.51.100.11");
  EXPECT_TRUE(send(eth().ipv4().tcp()).dropped_for(SHUNT_REASON_NEXT_HOP_UNRESOLVED));
}

TEST_F(NextHop, OfOneBackendLeavesTheOthersAlone) {
  given.service("192.0.2.10", {"80/tcp"}).backend("198.51.100.11").unresolved_backend("198.51.100.12");
  int left = 0, dropped = 0;
  for (std::uint16_t port = 1; port <= 200; ++port) {
    const Outcome out = send(eth().ipv4().tcp({.source_port = port}));
    left += out.verdict == Verdict::kRedirect ? 1 : 0;
    dropped += out.reason() == SHUNT_REASON_NEXT_HOP_UNRESOLVED ? 1 : 0;
  }
  EXPECT_EQ(left + dropped, 200);
  EXPECT_GT(left, 50);
  EXPECT_GT(dropped, 50);
}

TEST_F(NextHop, BehindAPortThatCannotTransmitDrops) {
  given.cannot_transmit(kPortB).service("192.0.2.10", {"80/tcp"}).backend("198.51.100.11");
  EXPECT_TRUE(send(eth().ipv4().tcp()).dropped_for(SHUNT_REASON_EGRESS_MISSING));
  EXPECT_EQ(send(eth().ipv4().tcp(), kPortB).verdict, Verdict::kTransmit);  // XDP_TX needs no row
}

TEST_F(NextHop, BehindAPortThatIsNotConfiguredDrops) {
  given.service("192.0.2.10", {"80/tcp"}).backend("198.51.100.11", {.ifindex = kUnlistedPort});
  EXPECT_TRUE(send(eth().ipv4().tcp()).dropped_for(SHUNT_REASON_EGRESS_MISSING));
}

TEST_F(NextHop, MayTakeMacsAndTagOfItsOwn) {
  given.service("192.0.2.10", {"80/tcp"})
      .forwarding(Forwarding::kL2)
      .backend("198.51.100.11", {.destination = *net::MacAddress::parse("fe:dc:ba:98:76:54"),
                                 .source = *net::MacAddress::parse("01:23:45:67:89:ab"),
                                 .vlan = 4095,
                                 .ifindex = kPortA});
  EXPECT_TRUE(send(eth().ipv4().tcp())
                  .returned_as(eth({.source = "01:23:45:67:89:ab", .destination = "fe:dc:ba:98:76:54"})
                                   .vlan(4095)
                                   .ipv4({.ttl = 63})
                                   .tcp()));
}

}  // namespace
}  // namespace shunt::dataplane
