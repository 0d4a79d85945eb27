// SPDX-License-Identifier: Apache-2.0
// From a route and the interfaces to the way that a frame takes, up to the neighbour's MAC address. Pure.
#pragma once

#include <string>
#include <variant>

#include "route/link_table.h"
#include "route/neighbour.h"
#include "route/resolution.h"
#include "route/route.h"

namespace shunt::route {

struct Path {
  NextHop next_hop;        ///< complete but for `destination`
  NeighbourKey neighbour;  ///< whose MAC address that is: on the route's interface, maybe of another family
  std::string device;      ///< name of the route's interface: "eth0.5" where next_hop.interface is "eth0"
  bool operator==(const Path&) const = default;
};

/// Where `answer` sends packets for `backend`, or why XDP cannot send them there.
std::variant<Path, Unresolved> path_to(const net::IpAddress& backend, const RouteAnswer& answer,
                                       const LinkTable& links);

}  // namespace shunt::route
