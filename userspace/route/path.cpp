// SPDX-License-Identifier: Apache-2.0
#include "route/path.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "route/reasons.h"

namespace shunt::route {
namespace {

// Virtual devices whose drivers transmit frames for XDP (ndo_xdp_xmit). NICs have no kind.
constexpr std::array<std::string_view, 2> kTransmittingKinds{"veth", "tun"};

bool can_transmit(const Link& link) {
  if (link.loopback || !link.ethernet) return false;
  return link.kind.empty() ||
         std::find(kTransmittingKinds.begin(), kTransmittingKinds.end(), link.kind) != kTransmittingKinds.end();
}

/// The device that puts the frames of `link` on the wire: the link itself, or the one below a VLAN interface.
std::variant<const Link*, Unresolved> wire_of(const Link& link, const LinkTable& links) {
  if (!link.vlan) return &link;
  if (!link.vlan->is_8021q) return reason::not_8021q(link);
  if (link.lower_elsewhere) return reason::lower_elsewhere(link);
  const Link* lower = links.find(link.lower);
  if (lower == nullptr) return reason::lower_unknown(link);
  if (lower->vlan) return reason::two_tags(link, *lower);
  return lower;
}

/// Nothing if frames can leave by it now.
std::optional<Unresolved> obstacle(const Link& link) {
  if (!link.up) return reason::down(link);
  if (!link.carrier) return reason::no_carrier(link);
  return std::nullopt;
}

std::uint32_t least_mtu(std::uint32_t route_mtu, const Link& link, const Link& wire) {
  const std::uint32_t devices = std::min(link.mtu, wire.mtu);
  return route_mtu == 0 ? devices : std::min(route_mtu, devices);
}

bool is_link_local(const net::IpAddress& address) {  // fe80::/10, RFC 4291, 2.5.6
  return address.family() == net::Family::kIpv6 && address.bytes()[0] == 0xfe &&
         (address.bytes()[1] & 0xc0) == 0x80;
}

}  // namespace

std::variant<Path, Unresolved> path_to(const net::IpAddress& backend, const RouteAnswer& answer,
                                       const LinkTable& links) {
  if (is_link_local(backend)) return reason::link_local(backend);
  if (const auto* error = std::get_if<LookupError>(&answer)) return reason::lookup_failed(backend, *error);
  const Route& route = std::get<Route>(answer);
  if (route.type != RouteType::kUnicast) return reason::wrong_type(backend, route.type);
  if (route.encapsulates) return reason::encapsulated(backend);
  const Link* link = links.find(route.ifindex);
  if (link == nullptr) return reason::no_interface(backend);
  const auto wire_or_reason = wire_of(*link, links);
  if (const auto* unresolved = std::get_if<Unresolved>(&wire_or_reason)) return *unresolved;
  const Link& wire = *std::get<const Link*>(wire_or_reason);
  if (!can_transmit(wire)) return reason::cannot_transmit(wire);
  if (auto unresolved = obstacle(*link)) return *unresolved;
  if (auto unresolved = obstacle(wire)) return *unresolved;

  Path path;
  path.next_hop.ifindex = wire.ifindex;
  path.next_hop.interface = wire.name;
  path.next_hop.source = link->mac;
  if (link->vlan) path.next_hop.vlan = link->vlan->id;
  path.next_hop.mtu = least_mtu(route.mtu, *link, wire);
  path.next_hop.on_link = !route.gateway;
  path.next_hop.local = route.local;
  path.neighbour = {link->ifindex, route.gateway.value_or(backend)};
  path.device = link->name;
  return path;
}

}  // namespace shunt::route
