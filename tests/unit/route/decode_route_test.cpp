// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cerrno>

#include "route/decode.h"
#include "unit/route/netlink_bytes.h"

namespace shunt::route {
namespace {

using net::Family;
using testing::address;
using testing::NetlinkBytes;

NetlinkBytes route_bytes(int family, int prefix_length, int type = RTN_UNICAST, unsigned flags = 0) {
  rtmsg header{};
  header.rtm_family = static_cast<unsigned char>(family);
  header.rtm_dst_len = static_cast<unsigned char>(prefix_length);
  header.rtm_type = static_cast<unsigned char>(type);
  header.rtm_flags = flags;
  return NetlinkBytes::with(header);
}

NetlinkBytes error_bytes(int error) { return NetlinkBytes::with(nlmsgerr{error, {}}); }

RouteAnswer answer_of(const NetlinkBytes& bytes, Family family = Family::kIpv4) {
  return decode_route_answer(bytes.message(RTM_NEWROUTE), family);
}

std::optional<net::IpPrefix> changed_by(const NetlinkBytes& bytes) {
  return std::get<RoutesChanged>(decode_event(bytes.message(RTM_NEWROUTE))).prefix;
}

TEST(DecodeRouteAnswer, ReadsARouteThroughAGateway) {
  NetlinkBytes metrics;
  metrics.u32(RTAX_MTU, 1400);
  NetlinkBytes bytes = route_bytes(AF_INET, 32);
  bytes.u32(RTA_OIF, 7)
      .address(RTA_GATEWAY, "192.0.2.1")
      .address(RTA_PREFSRC, "192.0.2.9")
      .nest(RTA_METRICS, metrics);
  Route expected;
  expected.ifindex = 7;
  expected.gateway = address("192.0.2.1");
  expected.local = address("192.0.2.9");
  expected.mtu = 1400;
  EXPECT_EQ(std::get<Route>(answer_of(bytes)), expected);
}

TEST(DecodeRouteAnswer, ReadsAGatewayOfTheOtherFamily) {
  std::vector<std::uint8_t> via(2 + 16);
  const sa_family_t family = AF_INET6;
  std::memcpy(via.data(), &family, sizeof family);
  const auto gateway = address("fe80::1").bytes();
  std::copy(gateway.begin(), gateway.end(), via.begin() + 2);
  NetlinkBytes bytes = route_bytes(AF_INET, 32);
  bytes.u32(RTA_OIF, 7).attribute(RTA_VIA, via.data(), via.size());
  EXPECT_EQ(std::get<Route>(answer_of(bytes)).gateway, address("fe80::1"));
}

TEST(DecodeRouteAnswer, AGatewayThatCannotBeReadIsNotOnLink) {
  NetlinkBytes bytes = route_bytes(AF_INET, 32);
  bytes.u32(RTA_OIF, 7).attribute(RTA_VIA, "\x0a\x00\x01", 3);
  EXPECT_EQ(answer_of(bytes), RouteAnswer(LookupError{EBADMSG}));
  NetlinkBytes wide = route_bytes(AF_INET, 32);
  wide.u32(RTA_OIF, 7).address(RTA_GATEWAY, "2001:db8::1");
  EXPECT_EQ(answer_of(wide), RouteAnswer(LookupError{EBADMSG}));
}

TEST(DecodeRouteAnswer, TellsTypesApart) {
  EXPECT_EQ(std::get<Route>(answer_of(route_bytes(AF_INET, 32, RTN_LOCAL))).type, RouteType::kLocal);
  EXPECT_EQ(std::get<Route>(answer_of(route_bytes(AF_INET, 32, RTN_BROADCAST))).type, RouteType::kBroadcast);
  EXPECT_EQ(std::get<Route>(answer_of(route_bytes(AF_INET, 32, RTN_PROHIBIT))).type, RouteType::kProhibit);
  EXPECT_EQ(std::get<Route>(answer_of(route_bytes(AF_INET, 32, RTN_NAT))).type, RouteType::kOther);
}

TEST(DecodeRouteAnswer, SeesThatTheRouteEncapsulates) {
  NetlinkBytes bytes = route_bytes(AF_INET, 32);
  bytes.u32(RTA_OIF, 7).u16(RTA_ENCAP_TYPE, 1);
  EXPECT_TRUE(std::get<Route>(answer_of(bytes)).encapsulates);
}

TEST(DecodeRouteAnswer, TakesErrorsAsTheyAre) {
  const auto answer = [](int error) {
    return decode_route_answer(error_bytes(error).message(NLMSG_ERROR), Family::kIpv4);
  };
  EXPECT_EQ(answer(-ENETUNREACH), RouteAnswer(LookupError{ENETUNREACH}));
  EXPECT_EQ(answer(0), RouteAnswer(LookupError{EBADMSG}));  // a bare acknowledgement answers nothing
  EXPECT_EQ(answer(5), RouteAnswer(LookupError{EBADMSG}));
  EXPECT_EQ(answer(INT32_MIN), RouteAnswer(LookupError{EBADMSG}));
  EXPECT_EQ(answer_of(route_bytes(AF_INET, 32), Family::kIpv6), RouteAnswer(LookupError{EBADMSG}));
}

TEST(DecodeRoutesChanged, NamesThePrefix) {
  NetlinkBytes bytes = route_bytes(AF_INET, 24);
  bytes.address(RTA_DST, "192.0.2.0");
  EXPECT_EQ(changed_by(bytes), net::IpPrefix::parse("192.0.2.0/24"));
  EXPECT_EQ(changed_by(route_bytes(AF_INET, 0)), net::IpPrefix::parse("0.0.0.0/0"));
  EXPECT_EQ(changed_by(route_bytes(AF_INET6, 0)), net::IpPrefix::parse("::/0"));
}

TEST(DecodeRoutesChanged, LengthsThatLieMakeNoSense) {
  NetlinkBytes bytes = route_bytes(AF_INET, 33);
  bytes.address(RTA_DST, "192.0.2.0");
  EXPECT_TRUE(std::holds_alternative<Malformed>(decode_event(bytes.message(RTM_NEWROUTE))));
  EXPECT_TRUE(std::holds_alternative<Malformed>(decode_event(route_bytes(AF_INET6, 64).message(RTM_NEWROUTE))));
}

TEST(DecodeRoutesChanged, CachedRoutesAndOtherFamiliesAreOfNoConcern) {
  const auto cloned = decode_event(route_bytes(AF_INET6, 0, RTN_UNICAST, RTM_F_CLONED).message(RTM_NEWROUTE));
  EXPECT_TRUE(std::holds_alternative<Irrelevant>(cloned));
  EXPECT_TRUE(std::holds_alternative<Irrelevant>(decode_event(route_bytes(AF_MPLS, 0).message(RTM_NEWROUTE))));
}

TEST(DecodeRoutesChanged, RulesAddressesAndNextHopObjectsConcernMany) {
  const NetlinkBytes ipv4 = route_bytes(AF_INET, 9);  // the first byte of each of these is the family
  for (const int type : {RTM_NEWRULE, RTM_DELRULE, RTM_NEWADDR, RTM_DELADDR}) {
    const auto event = decode_event(ipv4.message(type));
    ASSERT_TRUE(std::holds_alternative<RoutesChanged>(event)) << type;
    EXPECT_EQ(std::get<RoutesChanged>(event).prefix, net::IpPrefix::parse("0.0.0.0/0")) << type;
  }
  const auto next_hop = decode_event(ipv4.message(RTM_NEWNEXTHOP));
  EXPECT_EQ(std::get<RoutesChanged>(next_hop).prefix, std::nullopt);
}

}  // namespace
}  // namespace shunt::route
