// SPDX-License-Identifier: Apache-2.0
#include <linux/rtnetlink.h>

#include "route/decode.h"

namespace shunt::route {

Event decode_event(const Message& message) {
  switch (message.type) {
    case RTM_NEWLINK:
    case RTM_DELLINK: return decode_link(message);
    case RTM_NEWNEIGH:
    case RTM_DELNEIGH: return decode_neighbour(message);
    default: return decode_routes_changed(message);
  }
}

}  // namespace shunt::route
