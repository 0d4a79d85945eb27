// SPDX-License-Identifier: Apache-2.0
// How neighbours are kept fresh, and that nothing stays behind.
#include "e2e/route/two_hosts.h"

namespace shunt::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class NeighboursOfNextHops : public TwoHosts {};

TEST_F(NeighboursOfNextHops, AGatewaysNewAddressIsFollowed) {
  here->run("ip route add 198.51.100.0/24 via 192.0.2.2");
  open();
  watch({"198.51.100.7"});
  ASSERT_TRUE(resolves("198.51.100.7", kB0));
  reported.clear();
  there->run("ip link set b0 address 02:00:00:00:0b:77");  // arp_notify is on: announced by gratuitous ARP
  EXPECT_TRUE(resolves("198.51.100.7", mac("02:00:00:00:0b:77")));
  EXPECT_THAT(reported, ::testing::Contains(address("198.51.100.7")));
}

TEST_F(NeighboursOfNextHops, AnUnannouncedNewAddressIsFoundByProbing) {
  here->run("sysctl -qw net.ipv4.neigh.a0.base_reachable_time_ms=500");
  open();
  watch({"192.0.2.2"});
  ASSERT_TRUE(resolves("192.0.2.2", kB0));
  there->run("sysctl -qw net.ipv4.conf.b0.arp_notify=0 && ip link set b0 address 02:00:00:00:0b:77");
  EXPECT_TRUE(resolves("192.0.2.2", mac("02:00:00:00:0b:77")));
}

TEST_F(NeighboursOfNextHops, TheKernelManagesWhatIsWatchedAndNothingElse) {
  open();
  watch({"192.0.2.2", "192.0.2.130"});
  ASSERT_TRUE(resolves("192.0.2.2", kB0));
  ASSERT_TRUE(resolves("192.0.2.130", kB1));
  if (here->run("ip neighbour show").find("managed") == std::string::npos)
    GTEST_SKIP() << "this kernel has no managed neighbours (Linux 5.16)";
  EXPECT_THAT(here->run("ip neighbour show 192.0.2.2"), HasSubstr("managed"));
  watch({"192.0.2.130"});
  EXPECT_THAT(here->run("ip neighbour show 192.0.2.2"), Not(HasSubstr("managed")));
  EXPECT_THAT(here->run("ip neighbour show 192.0.2.2"), HasSubstr("lladdr 02:00:00:00:0b:00"));
  EXPECT_THAT(here->run("ip neighbour show 192.0.2.130"), HasSubstr("managed"));
  next_hops.reset();
  EXPECT_THAT(here->run("ip neighbour show 192.0.2.130"), Not(HasSubstr("managed")));
  EXPECT_THAT(here->run("ip neighbour show 192.0.2.130"), HasSubstr("lladdr 02:00:00:00:0b:01"));
}

TEST_F(NeighboursOfNextHops, OneThatNeverAnsweredIsRemovedInTheEnd) {
  open();
  watch({"192.0.2.99"});
  ASSERT_TRUE(unresolved("192.0.2.99", "neighbour 192.0.2.99 on a0: no answer"));
  ASSERT_TRUE(
      serve_until([&] { return here->run("ip neighbour show 192.0.2.99").find("FAILED") != std::string::npos; }));
  next_hops.reset();
  EXPECT_THAT(here->run("ip neighbour show 192.0.2.99"), Not(HasSubstr("managed")));
}

TEST_F(NeighboursOfNextHops, WhatAKilledInstanceLeftIsReleased) {
  here->run("ip neighbour add 192.0.2.2 dev a0 use managed protocol 83");
  here->run("ip neighbour add 192.0.2.130 dev a1 use managed protocol 83");
  open();
  watch({"192.0.2.130"});
  EXPECT_TRUE(resolves("192.0.2.130", kB1));
  EXPECT_THAT(here->run("ip neighbour show 192.0.2.2"), Not(HasSubstr("managed")));
  EXPECT_THAT(here->run("ip neighbour show 192.0.2.130"), HasSubstr("managed"));
  next_hops.reset();
  EXPECT_THAT(here->run("ip neighbour show"), Not(HasSubstr("managed")));
}

TEST_F(NeighboursOfNextHops, AnOperatorsPermanentEntryIsUsedAndLeftAlone) {
  here->run("ip neighbour add 192.0.2.50 dev a0 lladdr 02:00:00:00:0c:50 nud permanent");
  open();
  watch({"192.0.2.50"});
  EXPECT_TRUE(resolves("192.0.2.50", mac("02:00:00:00:0c:50")));
  EXPECT_THAT(here->run("ip neighbour show 192.0.2.50"), HasSubstr("PERMANENT"));
  watch({});
  next_hops.reset();
  EXPECT_THAT(here->run("ip neighbour show 192.0.2.50"), HasSubstr("PERMANENT"));
}

TEST_F(NeighboursOfNextHops, APermanentEntryThatComesWhileWeProbeWins) {
  open();
  watch({"192.0.2.50"});
  ASSERT_TRUE(unresolved("192.0.2.50", "neighbour 192.0.2.50 on a0: no answer"));
  here->run("ip neighbour replace 192.0.2.50 dev a0 lladdr 02:00:00:00:0c:50 nud permanent");
  EXPECT_TRUE(resolves("192.0.2.50", mac("02:00:00:00:0c:50")));
}

TEST_F(NeighboursOfNextHops, AFlushOfTheKernelsTableInterruptsNothing) {
  open();
  watch({"192.0.2.2"});
  ASSERT_TRUE(resolves("192.0.2.2", kB0));
  reported.clear();
  here->run("ip neighbour flush dev a0");
  ASSERT_TRUE(
      serve_until([&] { return here->run("ip neighbour show 192.0.2.2").find("lladdr") != std::string::npos; }));
  EXPECT_TRUE(resolves("192.0.2.2", kB0));
  EXPECT_THAT(reported, IsEmpty());
}

}  // namespace
}  // namespace shunt::testing
