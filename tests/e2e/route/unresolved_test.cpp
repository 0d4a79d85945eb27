// SPDX-License-Identifier: Apache-2.0
// Why a backend has no next hop, and that it gets one when the cause is gone.
#include "e2e/route/two_hosts.h"

namespace shunt::testing {
namespace {

class UnresolvedNextHops : public TwoHosts {};

TEST_F(UnresolvedNextHops, WithoutARouteAndWithOneLater) {
  open();
  watch({"198.51.100.7", "2001:db8:1::7"});
  EXPECT_EQ(describe("198.51.100.7"), "no route to 198.51.100.7");
  EXPECT_EQ(describe("2001:db8:1::7"), "no route to 2001:db8:1::7");
  here->run("ip route add 198.51.100.0/24 via 192.0.2.2 && ip route add 2001:db8:1::/48 via 2001:db8:0:a::2");
  EXPECT_TRUE(resolves("198.51.100.7", kB0));
  EXPECT_TRUE(resolves("2001:db8:1::7", kB0));
  here->run("ip route del 198.51.100.0/24");
  EXPECT_TRUE(unresolved("198.51.100.7", "no route to 198.51.100.7"));
}

TEST_F(UnresolvedNextHops, RejectRoutesAreToldApart) {
  for (const std::string prefix : {"198.51.100.", "2001:db8:1::"}) {
    here->run("ip route add blackhole " + prefix + "1 && ip route add unreachable " + prefix +
              "2 && ip route add prohibit " + prefix + "3");
  }
  open();
  for (const std::string prefix : {"198.51.100.", "2001:db8:1::"}) {
    watch({prefix + "1", prefix + "2", prefix + "3"});
    EXPECT_EQ(describe(prefix + "1"), "a blackhole route covers " + prefix + "1");
    EXPECT_EQ(describe(prefix + "2"), "an unreachable route covers " + prefix + "2");
    EXPECT_EQ(describe(prefix + "3"), "a prohibit route covers " + prefix + "3");
  }
}

TEST_F(UnresolvedNextHops, AnAddressOfTheHostItself) {
  open();
  watch({"192.0.2.1", "2001:db8:0:a::1", "192.0.2.127", "fe80::b0"});
  EXPECT_EQ(describe("192.0.2.1"), "192.0.2.1 is an address of this host");
  EXPECT_EQ(describe("2001:db8:0:a::1"), "2001:db8:0:a::1 is an address of this host");
  EXPECT_EQ(describe("192.0.2.127"), "192.0.2.127 is a broadcast address");
  EXPECT_EQ(describe("fe80::b0"), "fe80::b0 is a link-local address, which names no interface: use a global one");
}

TEST_F(UnresolvedNextHops, AnAddressThatTheHostGetsLater) {
  open();
  watch({"192.0.2.2", "2001:db8:0:a::2"});
  ASSERT_TRUE(resolves("192.0.2.2", kB0));
  ASSERT_TRUE(resolves("2001:db8:0:a::2", kB0));
  here->run("ip address add 192.0.2.2/32 dev lo && ip address add 2001:db8:0:a::2/128 dev lo nodad");
  EXPECT_TRUE(unresolved("192.0.2.2", "192.0.2.2 is an address of this host"));
  EXPECT_TRUE(unresolved("2001:db8:0:a::2", "2001:db8:0:a::2 is an address of this host"));
}

TEST_F(UnresolvedNextHops, ThroughABridge) {
  here->run("ip link add br0 type bridge && ip link set br0 up && ip route add 198.51.100.0/24 dev br0");
  open();
  watch({"198.51.100.7"});
  EXPECT_EQ(describe("198.51.100.7"),
            "leaves by bridge br0, which XDP cannot transmit on: give the backends an interface of their own");
}

TEST_F(UnresolvedNextHops, ThroughATunnelDevice) {
  here->run("ip tuntap add tun0 mode tun && ip link set tun0 up && ip route add 198.51.100.0/24 dev tun0");
  open();
  watch({"198.51.100.7"});
  EXPECT_EQ(describe("198.51.100.7"), "leaves by tun0, which carries no Ethernet frames");
}

TEST_F(UnresolvedNextHops, WhileTheInterfaceIsDown) {
  open();
  watch({"192.0.2.2", "192.0.2.130", "2001:db8:0:a::2"});
  ASSERT_TRUE(resolves("192.0.2.2", kB0));
  ASSERT_TRUE(resolves("2001:db8:0:a::2", kB0));
  here->run("ip link set a0 down");
  EXPECT_TRUE(unresolved("192.0.2.2", "no route to 192.0.2.2: a0 is down"));
  EXPECT_TRUE(unresolved("2001:db8:0:a::2", "no route to 2001:db8:0:a::2: a0 is down"));
  EXPECT_TRUE(resolves("192.0.2.130", kB1));
  here->run("ip link set a0 up");
  EXPECT_TRUE(resolves("192.0.2.2", kB0));
}

TEST_F(UnresolvedNextHops, WhileTheOtherEndIsDown) {
  open();
  watch({"192.0.2.2"});
  ASSERT_TRUE(resolves("192.0.2.2", kB0));
  there->run("ip link set b0 down");
  EXPECT_TRUE(unresolved("192.0.2.2", "a0 has no carrier"));
  there->run("ip link set b0 up");
  EXPECT_TRUE(resolves("192.0.2.2", kB0));
}

TEST_F(UnresolvedNextHops, WhenTheInterfaceVanishes) {
  open();
  watch({"192.0.2.2"});
  ASSERT_TRUE(resolves("192.0.2.2", kB0));
  here->run("ip link del a0");
  EXPECT_TRUE(unresolved("192.0.2.2", "no route to 192.0.2.2"));
}

TEST_F(UnresolvedNextHops, ANeighbourThatDoesNotAnswerAndThenDoes) {
  open();
  watch({"192.0.2.99", "2001:db8:0:a::99"});
  EXPECT_EQ(describe("192.0.2.99"), "resolving 192.0.2.99 on a0");
  EXPECT_TRUE(unresolved("192.0.2.99", "neighbour 192.0.2.99 on a0: no answer"));
  EXPECT_TRUE(unresolved("2001:db8:0:a::99", "neighbour 2001:db8:0:a::99 on a0: no answer"));
  there->run("ip address add 192.0.2.99/32 dev b0 && ip address add 2001:db8:0:a::99/128 dev b0 nodad");
  EXPECT_TRUE(resolves("192.0.2.99", kB0));
  EXPECT_TRUE(resolves("2001:db8:0:a::99", kB0));
}

TEST_F(UnresolvedNextHops, ANeighbourThatStopsAnswering) {
  here->run("sysctl -qw net.ipv4.neigh.a0.base_reachable_time_ms=500");
  open();
  watch({"192.0.2.2"});
  ASSERT_TRUE(resolves("192.0.2.2", kB0));
  there->run("sysctl -qw net.ipv4.conf.b0.arp_ignore=8");
  EXPECT_TRUE(unresolved("192.0.2.2", "neighbour 192.0.2.2 on a0: no answer"));
  there->run("sysctl -qw net.ipv4.conf.b0.arp_ignore=1");
  EXPECT_TRUE(resolves("192.0.2.2", kB0));
}

}  // namespace
}  // namespace shunt::testing
