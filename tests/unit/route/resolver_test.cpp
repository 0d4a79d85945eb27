// SPDX-License-Identifier: Apache-2.0
#include "route/resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/neighbour.h>

#include <cerrno>
#include <set>

#include "unit/route/netlink_bytes.h"

namespace shunt::route {
namespace {

using testing::address;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::mac;
using ::testing::SizeIs;

const net::IpAddress kA = address("198.51.100.1");
const net::IpAddress kB = address("198.51.100.2");
const net::IpAddress kSix = address("2001:db8::1");
const net::MacAddress kMac = mac("02:00:00:00:00:01");

class ResolverTest : public ::testing::Test {
 protected:
  ResolverTest() { resolver.apply(LinkMessage{false, eth0()}); }

  static Link eth0() {
    Link link;
    link.ifindex = 2;
    link.name = "eth0";
    link.mtu = 1500;
    link.up = link.carrier = link.ethernet = true;
    return link;
  }

  static Route via(const char* gateway) {
    Route route;
    route.ifindex = 2;
    route.gateway = address(gateway);
    return route;
  }

  void neighbour(const char* text, int state, bool removed = false) {
    Neighbour entry;
    entry.key = {2, address(text)};
    entry.state = static_cast<std::uint16_t>(state);
    entry.mac = kMac;
    entry.managed = entry.ours = true;
    resolver.apply(NeighbourMessage{removed, entry});
  }

  /// Answers all questions and grants all requests.
  void settle(const RouteAnswer& answer) {
    for (const net::IpAddress& backend : resolver.take_questions()) resolver.answer(backend, answer);
    for (const NeighbourRequest& request : resolver.take_orders().requests)
      resolver.request_answered(request.key, 0);
  }

  void resolve(const std::vector<net::IpAddress>& backends, const char* gateway = "192.0.2.1") {
    resolver.watch(backends);
    settle(via(gateway));
    neighbour(gateway, NUD_REACHABLE);
    ASSERT_THAT(resolver.take_changed(), SizeIs(backends.size()));
  }

  std::string outcome(const net::IpAddress& backend) const {
    const Resolution& resolution = resolver.resolution(backend);
    if (const auto* hop = std::get_if<NextHop>(&resolution)) return hop->destination.to_string();
    return std::get<Unresolved>(resolution).reason;
  }

  Resolver resolver;
};

TEST_F(ResolverTest, AsksForEachBackendOnceAndReportsItsResolution) {
  resolver.watch({kB, kA, kA});
  EXPECT_THAT(resolver.take_questions(), ElementsAre(kA, kB));
  EXPECT_THAT(resolver.take_questions(), IsEmpty());
  resolver.answer(kA, via("192.0.2.1"));
  resolver.answer(kB, LookupError{ENETUNREACH});
  EXPECT_THAT(resolver.take_orders().requests, ElementsAre(NeighbourRequest{{2, address("192.0.2.1")}, true}));
  EXPECT_THAT(resolver.take_changed(), ElementsAre(kA, kB));
  EXPECT_EQ(outcome(kA), "resolving 192.0.2.1 on eth0");
  EXPECT_EQ(outcome(kB), "no route to 198.51.100.2");
  neighbour("192.0.2.1", NUD_REACHABLE);
  EXPECT_THAT(resolver.take_changed(), ElementsAre(kA));
  EXPECT_EQ(outcome(kA), "02:00:00:00:00:01");
}

TEST_F(ResolverTest, WithoutAnAnswerABackendIsUnresolved) {
  resolver.watch({kA});
  resolver.take_orders();
  EXPECT_THAT(resolver.take_changed(), ElementsAre(kA));
  EXPECT_EQ(outcome(kA), "the route to 198.51.100.1 has not been looked up yet");
  EXPECT_EQ(outcome(kB), "198.51.100.2 is not watched");
}

TEST_F(ResolverTest, TheSameAnswerAgainIsNoChange) {
  resolve({kA, kB});
  resolver.ask_everything();
  settle(via("192.0.2.1"));
  neighbour("192.0.2.1", NUD_STALE);
  EXPECT_THAT(resolver.take_changed(), IsEmpty());
}

TEST_F(ResolverTest, ARouteConcernsOnlyTheBackendsInItsPrefix) {
  resolve({kA, kB, kSix});
  resolver.apply(RoutesChanged{net::IpPrefix::parse("198.51.100.2/31")});
  EXPECT_THAT(resolver.take_questions(), ElementsAre(kB));
  resolver.apply(RoutesChanged{net::IpPrefix::parse("0.0.0.0/0")});
  EXPECT_THAT(resolver.take_questions(), ElementsAre(kA, kB));
  resolver.apply(RoutesChanged{net::IpPrefix::parse("::/0")});
  EXPECT_THAT(resolver.take_questions(), ElementsAre(kSix));
  resolver.apply(RoutesChanged{net::IpPrefix::parse("203.0.113.0/24")});
  EXPECT_THAT(resolver.take_questions(), IsEmpty());
  resolver.apply(RoutesChanged{});
  EXPECT_THAT(resolver.take_questions(), ElementsAre(kA, kB, kSix));
}

TEST_F(ResolverTest, ALinkThatGoesDownHasEverythingAskedAgainAndIsNamed) {
  resolve({kA});
  Link down = eth0();
  down.up = down.carrier = false;
  EXPECT_TRUE(resolver.apply(LinkMessage{false, down}));
  EXPECT_THAT(resolver.take_questions(), ElementsAre(kA));
  resolver.take_orders();
  EXPECT_THAT(resolver.take_changed(), ElementsAre(kA));
  EXPECT_EQ(outcome(kA), "eth0 is down");
  resolver.answer(kA, LookupError{ENETUNREACH});
  resolver.take_orders();
  EXPECT_THAT(resolver.take_changed(), ElementsAre(kA));
  EXPECT_EQ(outcome(kA), "no route to 198.51.100.1: eth0 is down");
}

TEST_F(ResolverTest, AnMtuOfTheInterfaceChangesTheNextHopWithoutAQuestion) {
  resolve({kA});
  Link smaller = eth0();
  smaller.mtu = 1400;
  resolver.apply(LinkMessage{false, smaller});
  EXPECT_THAT(resolver.take_questions(), IsEmpty());
  resolver.take_orders();
  EXPECT_THAT(resolver.take_changed(), ElementsAre(kA));
  EXPECT_EQ(std::get<NextHop>(resolver.resolution(kA)).mtu, 1400U);
}

TEST_F(ResolverTest, AnotherGatewayReleasesTheFormerOne) {
  resolve({kA});
  resolver.ask_everything();
  for (const net::IpAddress& backend : resolver.take_questions()) resolver.answer(backend, via("192.0.2.2"));
  const Resolver::Orders orders = resolver.take_orders();
  EXPECT_THAT(orders.requests, ElementsAre(NeighbourRequest{{2, address("192.0.2.2")}, true}));
  EXPECT_THAT(orders.releases, ElementsAre(NeighbourKey{2, address("192.0.2.1")}));
}

TEST_F(ResolverTest, ChangesDuringWatchAreReportedNotLost) {
  resolve({kA});
  neighbour("192.0.2.1", NUD_FAILED);
  resolver.watch({kA, kB});
  settle(via("192.0.2.1"));
  EXPECT_THAT(resolver.take_changed(), ElementsAre(kA, kB));
}

TEST_F(ResolverTest, EveryRouteIsAskedForAgainWithinThirtyTicks) {
  std::vector<net::IpAddress> backends;
  for (std::uint8_t i = 0; i < 100; ++i) backends.push_back(net::IpAddress::from_ipv4({198, 51, 100, i}));
  resolve(backends);
  std::set<net::IpAddress> asked;
  for (int i = 0; i < 30; ++i) {
    resolver.tick();
    const auto questions = resolver.take_questions();
    EXPECT_LE(questions.size(), 4U);
    asked.insert(questions.begin(), questions.end());
  }
  EXPECT_THAT(asked, SizeIs(100));
}

TEST_F(ResolverTest, ABackendWithoutARouteIsAskedForOnEveryTick) {
  std::vector<net::IpAddress> backends;
  for (std::uint8_t i = 0; i < 100; ++i) backends.push_back(net::IpAddress::from_ipv4({198, 51, 100, i}));
  resolver.watch(backends);
  settle(LookupError{ENETUNREACH});
  resolver.tick();
  EXPECT_THAT(resolver.take_questions(), SizeIs(100));
}

TEST_F(ResolverTest, ANeighbourListThatLacksOneHasItRequestedAgain) {
  resolve({kA});
  resolver.replace_neighbours({});
  EXPECT_THAT(resolver.take_orders().requests, ElementsAre(NeighbourRequest{{2, address("192.0.2.1")}, true}));
  EXPECT_THAT(resolver.take_changed(), IsEmpty());
  EXPECT_EQ(outcome(kA), "02:00:00:00:00:01");
}

}  // namespace
}  // namespace shunt::route
