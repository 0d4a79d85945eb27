// SPDX-License-Identifier: Apache-2.0
#include "route/neighbour.h"

#include <linux/neighbour.h>

namespace shunt::route {

bool is_usable(const Neighbour& neighbour) {
  constexpr int kUsable = NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT | NUD_NOARP;
  return (neighbour.state & kUsable) != 0 && neighbour.mac && *neighbour.mac != net::MacAddress{};
}

bool is_failed(const Neighbour& neighbour) { return (neighbour.state & NUD_FAILED) != 0; }

bool is_pinned(const Neighbour& neighbour) {
  return (neighbour.state & (NUD_PERMANENT | NUD_NOARP)) != 0 || neighbour.external;
}

}  // namespace shunt::route
