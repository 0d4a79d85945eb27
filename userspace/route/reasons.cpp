// SPDX-License-Identifier: Apache-2.0
#include "route/reasons.h"

#include <cerrno>
#include <system_error>

namespace shunt::route::reason {
namespace {

std::string errno_text(int error) { return std::generic_category().message(error); }

std::string neighbour_on(const net::IpAddress& neighbour, const std::string& device) {
  return "neighbour " + neighbour.to_string() + " on " + device;
}

}  // namespace

Unresolved not_watched(const net::IpAddress& backend) { return {backend.to_string() + " is not watched"}; }

Unresolved not_asked(const net::IpAddress& backend) {
  return {"the route to " + backend.to_string() + " has not been looked up yet", Unresolved::Kind::kResolving};
}

Unresolved link_local(const net::IpAddress& backend) {
  return {backend.to_string() + " is a link-local address, which names no interface: use a global one"};
}

Unresolved lookup_failed(const net::IpAddress& backend, const LookupError& error) {
  switch (error.number) {
    case EAGAIN:  // a throw route, and no rule behind it
    case ENETUNREACH: return {"no route to " + backend.to_string()};
    // The kernel reports reject routes as errors of the lookup.
    case EINVAL: return wrong_type(backend, RouteType::kBlackhole);
    case EHOSTUNREACH: return wrong_type(backend, RouteType::kUnreachable);
    case EACCES: return wrong_type(backend, RouteType::kProhibit);
    default: return {"cannot look up the route to " + backend.to_string() + ": " + errno_text(error.number)};
  }
}

Unresolved lost_with(const net::IpAddress& backend, const std::string& interface) {
  return {"no route to " + backend.to_string() + ": " + interface + " is down"};
}

Unresolved wrong_type(const net::IpAddress& backend, RouteType type) {
  const std::string address = backend.to_string();
  switch (type) {
    case RouteType::kLocal: return {address + " is an address of this host"};
    case RouteType::kBroadcast: return {address + " is a broadcast address"};
    case RouteType::kMulticast: return {address + " is a multicast address"};
    case RouteType::kAnycast: return {address + " is an anycast address of this host"};
    case RouteType::kBlackhole: return {"a blackhole route covers " + address};
    case RouteType::kUnreachable: return {"an unreachable route covers " + address};
    case RouteType::kProhibit: return {"a prohibit route covers " + address};
    default: return {"the route to " + address + " is not a unicast route"};
  }
}

Unresolved encapsulated(const net::IpAddress& backend) {
  return {"the route to " + backend.to_string() + " adds a header (encap), which XDP cannot"};
}

Unresolved no_interface(const net::IpAddress& backend) {
  return {"the route to " + backend.to_string() + " names no interface of this host"};
}

Unresolved down(const Link& link) { return {link.name + " is down"}; }

Unresolved no_carrier(const Link& link) { return {link.name + " has no carrier"}; }

Unresolved cannot_transmit(const Link& link) {
  if (link.loopback) return {"leaves by " + link.name + ", the loopback interface"};
  if (!link.ethernet) return {"leaves by " + link.name + ", which carries no Ethernet frames"};
  std::string text = "leaves by " + link.kind + " " + link.name + ", which XDP cannot transmit on";
  if (link.kind == "bridge" || link.kind == "bond" || link.kind == "team" || link.kind == "openvswitch")
    text += ": give the backends an interface of their own";
  if (link.kind == "macvlan" || link.kind == "macvtap" || link.kind == "ipvlan" || link.kind == "ipvtap")
    text += ": route by the device below it";
  return {text};
}

Unresolved lower_elsewhere(const Link& link) {
  return {"the device below " + link.name + " is in another network namespace"};
}

Unresolved lower_unknown(const Link& link) { return {"the device below " + link.name + " is gone"}; }

Unresolved not_8021q(const Link& link) { return {link.name + " adds a VLAN tag that is not 802.1Q"}; }

Unresolved two_tags(const Link& link, const Link& lower) {
  return {link.name + " is a VLAN inside VLAN " + lower.name + " (QinQ): only one tag can be added"};
}

Unresolved resolving(const net::IpAddress& neighbour, const std::string& device) {
  return {"resolving " + neighbour.to_string() + " on " + device, Unresolved::Kind::kResolving};
}

Unresolved no_answer(const net::IpAddress& neighbour, const std::string& device) {
  return {neighbour_on(neighbour, device) + ": no answer", Unresolved::Kind::kSilent};
}

Unresolved no_ethernet_address(const net::IpAddress& neighbour, const std::string& device) {
  return {neighbour_on(neighbour, device) + ": has no Ethernet address"};
}

Unresolved refused(const net::IpAddress& neighbour, const std::string& device, int error) {
  const std::string object = neighbour_on(neighbour, device) + ": ";
  if (error == ENOBUFS) {
    const bool ipv4 = neighbour.family() == net::Family::kIpv4;
    return {object + "the kernel's neighbour table is full: raise net." + (ipv4 ? "ipv4" : "ipv6") +
            ".neigh.default.gc_thresh3"};
  }
  if (error == EPERM) return {object + "not allowed to resolve it: CAP_NET_ADMIN is missing"};
  return {object + "cannot resolve it: " + errno_text(error)};
}

}  // namespace shunt::route::reason
