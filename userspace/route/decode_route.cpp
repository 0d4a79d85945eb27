// SPDX-License-Identifier: Apache-2.0
#include <linux/if_addr.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cerrno>

#include "route/attributes.h"
#include "route/decode.h"

namespace shunt::route {
namespace {

net::IpPrefix everything_of(net::Family family) {
  if (family == net::Family::kIpv4) return {net::IpAddress(), 0};
  return {net::IpAddress(net::IpAddress::Bytes{}), 0};
}

Event decode_route_event(const Message& message) {
  const auto header = fixed_header<rtmsg>(message.payload);
  if (!header) return Malformed{};
  const auto family = family_of(header->rtm_family);
  if (!family || (header->rtm_flags & RTM_F_CLONED) != 0) return Irrelevant{};
  const auto attributes = Attributes::behind(message.payload, sizeof(rtmsg));
  if (!attributes || header->rtm_dst_len > (*family == net::Family::kIpv4 ? 32 : 128)) return Malformed{};
  if (header->rtm_dst_len == 0) return RoutesChanged{everything_of(*family)};
  const auto destination = attributes->address(RTA_DST, *family);
  if (!destination) return Malformed{};
  return RoutesChanged{net::IpPrefix(*destination, header->rtm_dst_len)};
}

/// Messages whose first byte is the address family and that concern all routes of it.
Event decode_family_event(const Message& message) {
  if (message.payload.empty()) return Malformed{};
  const auto family = family_of(message.payload.front());
  if (!family) return Irrelevant{};
  return RoutesChanged{everything_of(*family)};
}

RouteType type_of(unsigned char type) {
  switch (type) {
    case RTN_UNICAST: return RouteType::kUnicast;
    case RTN_LOCAL: return RouteType::kLocal;
    case RTN_BROADCAST: return RouteType::kBroadcast;
    case RTN_MULTICAST: return RouteType::kMulticast;
    case RTN_ANYCAST: return RouteType::kAnycast;
    case RTN_BLACKHOLE: return RouteType::kBlackhole;
    case RTN_UNREACHABLE: return RouteType::kUnreachable;
    case RTN_PROHIBIT: return RouteType::kProhibit;
    default: return RouteType::kOther;
  }
}

/// RTA_VIA: a gateway of another family (RFC 8950): sa_family in host byte order, then the address.
std::optional<net::IpAddress> via_of(ByteView bytes) {
  const auto address_family = fixed_header<sa_family_t>(bytes);
  const auto family = address_family ? family_of(*address_family) : std::nullopt;
  if (!family) return std::nullopt;
  return address_from(bytes.subspan(sizeof(sa_family_t)), *family);
}

/// False if the answer names a gateway that cannot be read: to take such a route for on-link would be wrong.
bool read_gateway(const Attributes& attributes, net::Family family, Route& route) {
  if (attributes.has(RTA_GATEWAY)) {
    route.gateway = attributes.address(RTA_GATEWAY, family);
    return route.gateway.has_value();
  }
  if (!attributes.has(RTA_VIA)) return true;
  route.gateway = via_of(attributes.bytes(RTA_VIA));
  return route.gateway.has_value();
}

}  // namespace

Event decode_routes_changed(const Message& message) {
  switch (message.type) {
    case RTM_NEWROUTE:
    case RTM_DELROUTE: return decode_route_event(message);
    case RTM_NEWRULE:
    case RTM_DELRULE:
    case RTM_NEWADDR:
    case RTM_DELADDR: return decode_family_event(message);
    case RTM_NEWNEXTHOP:  // a group of next hop objects has no family, and an IPv6 one may serve IPv4 routes
    case RTM_DELNEXTHOP: return RoutesChanged{};
    default: return Irrelevant{};
  }
}

RouteAnswer decode_route_answer(const Message& message, net::Family family) {
  if (const auto error = decode_error(message)) return LookupError{*error == 0 ? EBADMSG : *error};
  const auto header = fixed_header<rtmsg>(message.payload);
  if (!header || message.type != RTM_NEWROUTE || family_of(header->rtm_family) != family)
    return LookupError{EBADMSG};
  const auto attributes = Attributes::behind(message.payload, sizeof(rtmsg));
  Route route;
  if (!attributes || !read_gateway(*attributes, family, route)) return LookupError{EBADMSG};
  route.type = type_of(header->rtm_type);
  route.ifindex = attributes->u32(RTA_OIF).value_or(0);
  route.local = attributes->address(RTA_PREFSRC, family);
  route.encapsulates = attributes->u16(RTA_ENCAP_TYPE).value_or(0) != 0;
  if (const auto metrics = attributes->nested(RTA_METRICS)) route.mtu = metrics->u32(RTAX_MTU).value_or(0);
  return route;
}

std::optional<int> decode_error(const Message& message) {
  if (message.type != NLMSG_ERROR) return std::nullopt;
  const auto error = fixed_header<int>(message.payload);
  if (!error || *error > 0 || *error < -4095) return EBADMSG;  // the kernel's errnos end at 4095
  return -*error;
}

}  // namespace shunt::route
