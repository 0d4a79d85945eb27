// SPDX-License-Identifier: Apache-2.0
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "route/attributes.h"
#include "route/decode.h"

namespace shunt::route {

Event decode_neighbour(const Message& message) {
  const auto header = fixed_header<ndmsg>(message.payload);
  if (!header) return Malformed{};
  const auto family = family_of(header->ndm_family);  // AF_BRIDGE: forwarding entries of bridges and VXLAN
  if (!family || (header->ndm_flags & NTF_PROXY) != 0) return Irrelevant{};
  const auto attributes = Attributes::behind(message.payload, sizeof(ndmsg));
  if (!attributes || header->ndm_ifindex <= 0) return Malformed{};
  const auto address = attributes->address(NDA_DST, *family);
  if (!address) return Malformed{};
  NeighbourMessage decoded;
  decoded.removed = message.type == RTM_DELNEIGH;
  Neighbour& neighbour = decoded.neighbour;
  neighbour.key = {static_cast<unsigned>(header->ndm_ifindex), *address};
  neighbour.state = header->ndm_state;
  neighbour.mac = attributes->mac(NDA_LLADDR);
  neighbour.managed = (attributes->u32(NDA_FLAGS_EXT).value_or(0) & NTF_EXT_MANAGED) != 0;
  neighbour.external = (header->ndm_flags & NTF_EXT_LEARNED) != 0;
  neighbour.ours = attributes->u8(NDA_PROTOCOL) == kNeighbourOriginator;
  return decoded;
}

}  // namespace shunt::route
