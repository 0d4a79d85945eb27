// SPDX-License-Identifier: Apache-2.0
// Which way a backend is reached, and that changes of it are followed.
#include "e2e/route/two_hosts.h"

namespace shunt::testing {
namespace {

using route::NextHop;
using ::testing::Contains;

class NextHopsOfTwoHosts : public TwoHosts {};

TEST_F(NextHopsOfTwoHosts, AnIpv4BackendOnTheLinkIsItsOwnNextHop) {
  open();
  watch({"192.0.2.2"});
  ASSERT_TRUE(resolves("192.0.2.2", kB0));
  const auto& hop = std::get<NextHop>(next_hops->resolution(address("192.0.2.2")));
  EXPECT_EQ(hop.interface, "a0");
  EXPECT_EQ(hop.ifindex, next_hops->links().find("a0")->ifindex);
  EXPECT_EQ(hop.source, mac("02:00:00:00:0a:00"));
  EXPECT_EQ(hop.mtu, 1500U);
  EXPECT_TRUE(hop.on_link);
  EXPECT_EQ(hop.vlan, std::nullopt);
  EXPECT_EQ(hop.local, address("192.0.2.1"));
  EXPECT_THAT(reported, Contains(address("192.0.2.2")));
}

TEST_F(NextHopsOfTwoHosts, AnIpv6BackendOnTheLinkIsItsOwnNextHop) {
  open();
  watch({"2001:db8:0:b::2"});
  ASSERT_TRUE(resolves("2001:db8:0:b::2", kB1));
  const auto& hop = std::get<NextHop>(next_hops->resolution(address("2001:db8:0:b::2")));
  EXPECT_EQ(hop.interface, "a1");
  EXPECT_TRUE(hop.on_link);
  EXPECT_EQ(hop.local, address("2001:db8:0:b::1"));
}

TEST_F(NextHopsOfTwoHosts, BackendsBehindAGatewayShareItsAddress) {
  here->run("ip route add 198.51.100.0/24 via 192.0.2.2");
  open();
  watch({"198.51.100.7", "198.51.100.8"});
  EXPECT_TRUE(resolves("198.51.100.7", kB0, [](const NextHop& hop) { return !hop.on_link; }));
  EXPECT_TRUE(resolves("198.51.100.8", kB0, [](const NextHop& hop) { return !hop.on_link; }));
}

TEST_F(NextHopsOfTwoHosts, AnIpv6GatewayMayBeLinkLocal) {
  here->run("ip route add 2001:db8:1::/48 via fe80::b0 dev a0");
  open();
  watch({"2001:db8:1::7"});
  EXPECT_TRUE(resolves("2001:db8:1::7", kB0, [](const NextHop& hop) { return !hop.on_link; }));
}

TEST_F(NextHopsOfTwoHosts, AnIpv4BackendMayBeBehindAnIpv6Gateway) {
  here->run("ip route add 198.51.100.0/24 via inet6 fe80::b0 dev a0");
  open();
  watch({"198.51.100.7"});
  EXPECT_TRUE(resolves("198.51.100.7", kB0,
                       [](const NextHop& hop) { return !hop.on_link && hop.local == address("192.0.2.1"); }));
}

TEST_F(NextHopsOfTwoHosts, AReplacedRouteIsFollowed) {
  here->run("ip route add 198.51.100.0/24 via 192.0.2.2");
  open();
  watch({"198.51.100.7"});
  ASSERT_TRUE(resolves("198.51.100.7", kB0));
  reported.clear();
  here->run("ip route replace 198.51.100.0/24 via 192.0.2.130");
  EXPECT_TRUE(resolves("198.51.100.7", kB1, [](const NextHop& hop) { return hop.interface == "a1"; }));
  EXPECT_THAT(reported, Contains(address("198.51.100.7")));
}

TEST_F(NextHopsOfTwoHosts, AMoreSpecificRouteWinsWhenItComesAndLosesWhenItGoes) {
  here->run("ip route add default via 192.0.2.2 && ip -6 route add default via fe80::b0 dev a0");
  open();
  watch({"198.51.100.7", "2001:db8:1::7"});
  ASSERT_TRUE(resolves("198.51.100.7", kB0));
  ASSERT_TRUE(resolves("2001:db8:1::7", kB0));
  here->run("ip route add 198.51.100.0/28 via 192.0.2.130 && ip route add 2001:db8:1::/64 via 2001:db8:0:b::2");
  EXPECT_TRUE(resolves("198.51.100.7", kB1));
  EXPECT_TRUE(resolves("2001:db8:1::7", kB1));
  here->run("ip route del 198.51.100.0/28 && ip route del 2001:db8:1::/64");
  EXPECT_TRUE(resolves("198.51.100.7", kB0));
  EXPECT_TRUE(resolves("2001:db8:1::7", kB0));
}

TEST_F(NextHopsOfTwoHosts, PolicyRulesDecide) {
  here->run("ip route add default via 192.0.2.2 && ip route add default via 192.0.2.130 table 100");
  open();
  watch({"198.51.100.7", "198.51.100.8"});
  ASSERT_TRUE(resolves("198.51.100.7", kB0));
  here->run("ip rule add to 198.51.100.7 lookup 100");
  EXPECT_TRUE(resolves("198.51.100.7", kB1));
  EXPECT_TRUE(resolves("198.51.100.8", kB0));
}

TEST_F(NextHopsOfTwoHosts, AReplacedNextHopObjectIsFollowed) {
  here->run("ip nexthop add id 7 via 192.0.2.2 dev a0 && ip route add 198.51.100.0/24 nhid 7");
  open();
  watch({"198.51.100.7"});
  ASSERT_TRUE(resolves("198.51.100.7", kB0));
  here->run("ip nexthop replace id 7 via 192.0.2.130 dev a1");
  EXPECT_TRUE(resolves("198.51.100.7", kB1));
}

TEST_F(NextHopsOfTwoHosts, MultipathSpreadsBackendsOverItsGateways) {
  here->run("ip route add 198.51.100.0/24 nexthop via 192.0.2.2 nexthop via 192.0.2.130");
  open();
  std::vector<std::string> backends;
  for (int i = 1; i <= 64; ++i) backends.push_back("198.51.100." + std::to_string(i));
  watch(backends);
  int by_a0 = 0;
  ASSERT_TRUE(serve_until([&] {
    by_a0 = 0;
    for (const std::string& backend : backends) {
      const auto* hop = std::get_if<NextHop>(&next_hops->resolution(address(backend)));
      if (hop == nullptr) return false;
      by_a0 += hop->interface == "a0" ? 1 : 0;
    }
    return true;
  }));
  EXPECT_GT(by_a0, 0);
  EXPECT_LT(by_a0, 64);
}

TEST_F(NextHopsOfTwoHosts, TheMtuIsTheLeastOfRouteAndDevice) {
  here->run("ip route add 198.51.100.0/24 via 192.0.2.2 mtu 1400 && ip route add 203.0.113.0/24 via 192.0.2.2");
  open();
  watch({"198.51.100.7", "203.0.113.7"});
  EXPECT_TRUE(resolves("198.51.100.7", kB0, [](const NextHop& hop) { return hop.mtu == 1400; }));
  EXPECT_TRUE(resolves("203.0.113.7", kB0, [](const NextHop& hop) { return hop.mtu == 1500; }));
  here->run("ip link set a0 mtu 1300");
  EXPECT_TRUE(resolves("198.51.100.7", kB0, [](const NextHop& hop) { return hop.mtu == 1300; }));
  EXPECT_TRUE(resolves("203.0.113.7", kB0, [](const NextHop& hop) { return hop.mtu == 1300; }));
}

TEST_F(NextHopsOfTwoHosts, AChangeOfTheInterfacesOwnAddressIsFollowed) {
  open();
  watch({"192.0.2.2"});
  ASSERT_TRUE(resolves("192.0.2.2", kB0));
  here->run("ip link set a0 address 02:00:00:00:0a:77");
  EXPECT_TRUE(
      resolves("192.0.2.2", kB0, [](const NextHop& hop) { return hop.source == mac("02:00:00:00:0a:77"); }));
}

TEST_F(NextHopsOfTwoHosts, NoChangeIsMissedWhenEventsOverflowTheSocket) {
  here->run("ip route add 198.51.100.0/24 via 192.0.2.2");
  open(4096);
  watch({"198.51.100.7"});
  ASSERT_TRUE(resolves("198.51.100.7", kB0));
  here->run(
      "i=0; while [ $i -lt 300 ]; do echo \"route add 203.0.113.$((i % 200)) table $((i + 1000)) dev a0\"; "
      "i=$((i + 1)); done | ip -batch -; ip link add c0 type veth peer name c1; "
      "ip route replace 198.51.100.0/24 via 192.0.2.130");
  EXPECT_TRUE(resolves("198.51.100.7", kB1));
  EXPECT_NE(next_hops->links().find("c1"), nullptr);
  EXPECT_FALSE(next_hops->trouble());
}

TEST_F(NextHopsOfTwoHosts, ABackendThatIsNoLongerWatchedHasNoResolution) {
  open();
  watch({"192.0.2.2", "192.0.2.130"});
  ASSERT_TRUE(resolves("192.0.2.2", kB0));
  ASSERT_TRUE(resolves("192.0.2.130", kB1));
  watch({"192.0.2.130"});
  EXPECT_EQ(describe("192.0.2.2"), "192.0.2.2 is not watched");
  EXPECT_TRUE(resolves("192.0.2.130", kB1));
}

}  // namespace
}  // namespace shunt::testing
