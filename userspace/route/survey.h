// SPDX-License-Identifier: Apache-2.0
// The ways to some addresses as they are at this moment, and nothing changed by looking: no neighbour is asked
// for, none released. For who is not the controller; see NextHops for who is.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "core/result.h"
#include "net/address.h"
#include "route/link_table.h"
#include "route/neighbour.h"
#include "route/path.h"
#include "route/route.h"

namespace shunt::route {

struct Survey {
  struct Way {
    net::IpAddress destination;
    RouteAnswer route;
    std::variant<Path, Unresolved> path;
    std::optional<Neighbour> neighbour;  ///< of the path, if the kernel has an entry

    /// Frames can be sent: what stands in the way, or nothing.
    [[nodiscard]] std::optional<Unresolved> obstacle() const;
  };
  LinkTable links;
  std::vector<Way> ways;  ///< in the order of the question

  /// In the network namespace of the calling thread. Cost: a dump of links and neighbours, 15 us an address.
  static core::Result<Survey> take(const std::vector<net::IpAddress>& destinations);
};

}  // namespace shunt::route
