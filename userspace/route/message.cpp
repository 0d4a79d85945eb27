// SPDX-License-Identifier: Apache-2.0
#include "route/message.h"

#include <linux/netlink.h>

#include <algorithm>

namespace shunt::route {

// Not mnl_nlmsg_ok(): it compares the length as a signed number, and lets 0xffffffff pass.
bool split(ByteView datagram, const OnMessage& on_message) {
  while (!datagram.empty()) {
    const auto header = fixed_header<nlmsghdr>(datagram);
    if (!header || header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > datagram.size()) return false;
    const ByteView message = datagram.first(header->nlmsg_len);
    on_message({header->nlmsg_type, header->nlmsg_flags, header->nlmsg_seq, message.subspan(sizeof(nlmsghdr))});
    const std::size_t next = NLMSG_ALIGN(message.size());  // the last one may go without its padding
    datagram = datagram.subspan(std::min(next, datagram.size()));
  }
  return true;
}

}  // namespace shunt::route
