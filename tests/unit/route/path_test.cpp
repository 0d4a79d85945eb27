// SPDX-License-Identifier: Apache-2.0
#include "route/path.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "unit/route/netlink_bytes.h"

namespace shunt::route {
namespace {

using testing::address;
using testing::mac;

class PathTo : public ::testing::Test {
 protected:
  PathTo() {
    eth0 = link(2, "eth0", "");
    eth0.mac = mac("02:00:00:00:00:02");
    links.set(eth0);
    tagged = link(5, "eth0.5", "vlan");
    tagged.mac = mac("02:00:00:00:00:05");
    tagged.lower = 2;
    tagged.vlan = VlanTag{5, true};
    links.set(tagged);
  }

  static Link link(unsigned ifindex, const char* name, const char* kind) {
    Link result;
    result.ifindex = ifindex;
    result.name = name;
    result.kind = kind;
    result.mtu = 1500;
    result.up = result.carrier = result.ethernet = true;
    return result;
  }

  static Route by(unsigned ifindex) {
    Route route;
    route.ifindex = ifindex;
    return route;
  }

  [[nodiscard]] Path path(const Route& route) const { return std::get<Path>(path_to(backend, route, links)); }

  [[nodiscard]] std::string reason(const RouteAnswer& answer) const {
    return std::get<Unresolved>(path_to(backend, answer, links)).reason;
  }

  std::string reason_by(const Link& changed) {
    links.set(changed);
    return reason(by(changed.ifindex));
  }

  net::IpAddress backend = address("192.0.2.7");
  LinkTable links;
  Link eth0;
  Link tagged;
};

TEST_F(PathTo, OnTheLinkTheBackendIsTheNeighbour) {
  const Path found = path(by(2));
  EXPECT_EQ(found.neighbour, (NeighbourKey{2, backend}));
  EXPECT_TRUE(found.next_hop.on_link);
  EXPECT_EQ(found.next_hop.interface, "eth0");
  EXPECT_EQ(found.next_hop.source, eth0.mac);
  EXPECT_EQ(found.next_hop.vlan, std::nullopt);
  EXPECT_EQ(found.next_hop.mtu, 1500U);
}

TEST_F(PathTo, BehindAGatewayTheGatewayIsTheNeighbourWhateverItsFamily) {
  for (const char* gateway : {"192.0.2.1", "fe80::1"}) {
    Route route = by(2);
    route.gateway = address(gateway);
    route.local = address("192.0.2.9");
    EXPECT_EQ(path(route).neighbour, (NeighbourKey{2, address(gateway)}));
    EXPECT_FALSE(path(route).next_hop.on_link);
    EXPECT_EQ(path(route).next_hop.local, address("192.0.2.9"));
  }
}

TEST_F(PathTo, OverAVlanTheDeviceBelowTransmitsAndTheVlanGivesTagAndSource) {
  const Path found = path(by(5));
  EXPECT_EQ(found.next_hop.ifindex, 2U);
  EXPECT_EQ(found.next_hop.interface, "eth0");
  EXPECT_EQ(found.next_hop.vlan, 5);
  EXPECT_EQ(found.next_hop.source, tagged.mac);
  EXPECT_EQ(found.neighbour, (NeighbourKey{5, backend}));
  EXPECT_EQ(found.device, "eth0.5");
}

TEST_F(PathTo, TheMtuIsTheLeastOfRouteVlanAndDevice) {
  eth0.mtu = 1400;
  links.set(eth0);
  EXPECT_EQ(path(by(5)).next_hop.mtu, 1400U);
  tagged.mtu = 1396;
  links.set(tagged);
  EXPECT_EQ(path(by(5)).next_hop.mtu, 1396U);
  Route route = by(5);
  route.mtu = 1300;
  EXPECT_EQ(path(route).next_hop.mtu, 1300U);
  route.mtu = 9000;
  EXPECT_EQ(path(route).next_hop.mtu, 1396U);
}

TEST_F(PathTo, AVlanInsideAVlanIsRefused) {
  Link inner = link(6, "eth0.5.6", "vlan");
  inner.lower = 5;
  inner.vlan = VlanTag{6, true};
  EXPECT_EQ(reason_by(inner), "eth0.5.6 is a VLAN inside VLAN eth0.5 (QinQ): only one tag can be added");
  tagged.vlan = VlanTag{5, false};
  EXPECT_EQ(reason_by(tagged), "eth0.5 adds a VLAN tag that is not 802.1Q");
}

TEST_F(PathTo, AVlanNeedsTheDeviceBelowIt) {
  tagged.lower_elsewhere = true;
  EXPECT_EQ(reason_by(tagged), "the device below eth0.5 is in another network namespace");
  tagged.lower_elsewhere = false;
  tagged.lower = 77;
  EXPECT_EQ(reason_by(tagged), "the device below eth0.5 is gone");
  tagged.lower = 2;
  eth0.carrier = false;
  links.set(eth0);
  EXPECT_EQ(reason_by(tagged), "eth0 has no carrier");
  links.set(link(8, "bond0", "bond"));
  tagged.lower = 8;
  EXPECT_EQ(reason_by(tagged),
            "leaves by bond bond0, which XDP cannot transmit on: give the backends an interface of their own");
}

TEST_F(PathTo, DevicesThatXdpCannotTransmitOnAreRefused) {
  EXPECT_EQ(reason_by(link(8, "br0", "bridge")),
            "leaves by bridge br0, which XDP cannot transmit on: give the backends an interface of their own");
  EXPECT_EQ(reason_by(link(8, "mv0", "macvlan")),
            "leaves by macvlan mv0, which XDP cannot transmit on: route by the device below it");
  EXPECT_EQ(reason_by(link(8, "vx0", "vxlan")), "leaves by vxlan vx0, which XDP cannot transmit on");
  Link tunnel = link(8, "tun0", "tun");
  tunnel.ethernet = false;
  EXPECT_EQ(reason_by(tunnel), "leaves by tun0, which carries no Ethernet frames");
  Link loopback = link(1, "lo", "");
  loopback.loopback = true;
  EXPECT_EQ(reason_by(loopback), "leaves by lo, the loopback interface");
}

TEST_F(PathTo, VethAndTapDevicesTransmit) {
  links.set(link(8, "veth0", "veth"));
  links.set(link(9, "tap0", "tun"));
  EXPECT_EQ(path(by(8)).next_hop.interface, "veth0");
  EXPECT_EQ(path(by(9)).next_hop.interface, "tap0");
}

TEST_F(PathTo, ALinkThatIsDownOrUnpluggedIsNamed) {
  eth0.carrier = false;
  EXPECT_EQ(reason_by(eth0), "eth0 has no carrier");
  eth0.up = false;
  EXPECT_EQ(reason_by(eth0), "eth0 is down");
  tagged.up = false;
  eth0.up = true;
  EXPECT_EQ(reason_by(tagged), "eth0.5 is down");
  EXPECT_EQ(reason(by(77)), "the route to 192.0.2.7 names no interface of this host");
}

TEST_F(PathTo, ErrorsOfTheLookupAreTranslated) {
  EXPECT_EQ(reason(LookupError{ENETUNREACH}), "no route to 192.0.2.7");
  EXPECT_EQ(reason(LookupError{EAGAIN}), "no route to 192.0.2.7");
  EXPECT_EQ(reason(LookupError{EINVAL}), "a blackhole route covers 192.0.2.7");
  EXPECT_EQ(reason(LookupError{EHOSTUNREACH}), "an unreachable route covers 192.0.2.7");
  EXPECT_EQ(reason(LookupError{EACCES}), "a prohibit route covers 192.0.2.7");
  EXPECT_EQ(reason(LookupError{EBADMSG}), "cannot look up the route to 192.0.2.7: Bad message");
}

TEST_F(PathTo, RoutesThatAreNotUnicastAreRefused) {
  const auto of_type = [this](RouteType type) {
    Route route = by(2);
    route.type = type;
    return reason(route);
  };
  EXPECT_EQ(of_type(RouteType::kLocal), "192.0.2.7 is an address of this host");
  EXPECT_EQ(of_type(RouteType::kBroadcast), "192.0.2.7 is a broadcast address");
  EXPECT_EQ(of_type(RouteType::kMulticast), "192.0.2.7 is a multicast address");
  EXPECT_EQ(of_type(RouteType::kAnycast), "192.0.2.7 is an anycast address of this host");
  EXPECT_EQ(of_type(RouteType::kBlackhole), "a blackhole route covers 192.0.2.7");
  EXPECT_EQ(of_type(RouteType::kOther), "the route to 192.0.2.7 is not a unicast route");
  Route tunnel = by(2);
  tunnel.encapsulates = true;
  EXPECT_EQ(reason(tunnel), "the route to 192.0.2.7 adds a header (encap), which XDP cannot");
}

TEST_F(PathTo, ALinkLocalBackendIsRefused) {
  backend = address("fe80::7");
  EXPECT_EQ(reason(by(2)), "fe80::7 is a link-local address, which names no interface: use a global one");
}

}  // namespace
}  // namespace shunt::route
