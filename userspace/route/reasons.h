// SPDX-License-Identifier: Apache-2.0
// The texts of Unresolved. Operators search for them: docs/next-hops.md lists each with its remedy.
#pragma once

#include <string>

#include "route/link.h"
#include "route/neighbour.h"
#include "route/resolution.h"
#include "route/route.h"

namespace shunt::route::reason {

Unresolved not_watched(const net::IpAddress& backend);
Unresolved not_asked(const net::IpAddress& backend);
Unresolved link_local(const net::IpAddress& backend);
Unresolved lookup_failed(const net::IpAddress& backend, const LookupError& error);
/// No route, and the interface that led there before is down.
Unresolved lost_with(const net::IpAddress& backend, const std::string& interface);
Unresolved wrong_type(const net::IpAddress& backend, RouteType type);
Unresolved encapsulated(const net::IpAddress& backend);
Unresolved no_interface(const net::IpAddress& backend);

Unresolved down(const Link& link);
Unresolved no_carrier(const Link& link);
Unresolved cannot_transmit(const Link& link);
Unresolved lower_elsewhere(const Link& link);
Unresolved lower_unknown(const Link& link);
Unresolved not_8021q(const Link& link);
Unresolved two_tags(const Link& link, const Link& lower);

Unresolved resolving(const net::IpAddress& neighbour, const std::string& device);
Unresolved no_answer(const net::IpAddress& neighbour, const std::string& device);
Unresolved no_ethernet_address(const net::IpAddress& neighbour, const std::string& device);
/// The kernel refused to resolve it; `error` is an errno, positive.
Unresolved refused(const net::IpAddress& neighbour, const std::string& device, int error);

}  // namespace shunt::route::reason
