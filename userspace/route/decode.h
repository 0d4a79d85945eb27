// SPDX-License-Identifier: Apache-2.0
// From rtnetlink messages to values. Nothing is trusted: see attributes.h.
#pragma once

#include <optional>
#include <variant>

#include "net/address.h"
#include "route/link.h"
#include "route/message.h"
#include "route/neighbour.h"
#include "route/route.h"

namespace shunt::route {

struct LinkMessage {
  bool removed = false;
  Link link;
};

struct NeighbourMessage {
  bool removed = false;
  Neighbour neighbour;
};

/// Lookups of addresses may have got other answers.
struct RoutesChanged {
  std::optional<net::IpPrefix> prefix;  ///< only of addresses within; nothing: of all
};

/// Of no concern to next hops, for instance a bridge port's own message.
struct Irrelevant {};

/// The message is cut off or contradicts itself: its meaning is lost.
struct Malformed {};

using Event = std::variant<Irrelevant, Malformed, LinkMessage, NeighbourMessage, RoutesChanged>;

/// Any message of the groups that we listen to, or of a dump of links or neighbours.
Event decode_event(const Message& message);

Event decode_link(const Message& message);            ///< RTM_NEWLINK, RTM_DELLINK
Event decode_neighbour(const Message& message);       ///< RTM_NEWNEIGH, RTM_DELNEIGH
Event decode_routes_changed(const Message& message);  ///< route, rule, address and next hop object messages

/// The answer to a lookup of an address of `family`; an answer without sense is LookupError{EBADMSG}.
RouteAnswer decode_route_answer(const Message& message, net::Family family);

/// Of NLMSG_ERROR: 0 for an acknowledgement, else the errno, positive. EBADMSG if cut off. Else nothing.
std::optional<int> decode_error(const Message& message);

}  // namespace shunt::route
