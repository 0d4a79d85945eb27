// SPDX-License-Identifier: Apache-2.0
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>

#include "route/attributes.h"
#include "route/decode.h"

namespace shunt::route {
namespace {

constexpr std::uint16_t kMaxVlanId = 4095;

/// False if the description cannot be trusted.
bool read_kind(const Attributes& attributes, Link& link) {
  if (!attributes.has(IFLA_LINKINFO)) return true;
  const auto info = attributes.nested(IFLA_LINKINFO);
  if (!info) return false;
  link.kind = info->text(IFLA_INFO_KIND).value_or("");
  if (link.kind != "vlan") return true;
  const auto data = info->nested(IFLA_INFO_DATA);
  const auto id = data ? data->u16(IFLA_VLAN_ID) : std::nullopt;
  if (!id || *id > kMaxVlanId) return false;
  // Network byte order, unlike the id; absent from kernels that know only 802.1Q.
  const std::uint16_t protocol = data->u16(IFLA_VLAN_PROTOCOL).value_or(htons(ETH_P_8021Q));
  link.vlan = VlanTag{*id, protocol == htons(ETH_P_8021Q)};
  return true;
}

/// False if the description cannot be trusted.
bool read_xdp(const Attributes& attributes, Link& link) {
  if (!attributes.has(IFLA_XDP)) return true;
  const auto xdp = attributes.nested(IFLA_XDP);
  if (!xdp) return false;
  link.xdp_program = xdp->u32(IFLA_XDP_PROG_ID).value_or(0);
  return true;
}

}  // namespace

Event decode_link(const Message& message) {
  const auto header = fixed_header<ifinfomsg>(message.payload);
  if (!header) return Malformed{};
  // Bridges report their ports under AF_BRIDGE: a DELLINK of it says that a port left, not that it is gone.
  if (header->ifi_family != AF_UNSPEC) return Irrelevant{};
  const auto attributes = Attributes::behind(message.payload, sizeof(ifinfomsg));
  if (!attributes || header->ifi_index <= 0) return Malformed{};
  LinkMessage decoded;
  decoded.removed = message.type == RTM_DELLINK;
  Link& link = decoded.link;
  link.ifindex = static_cast<unsigned>(header->ifi_index);
  const auto name = attributes->text(IFLA_IFNAME);
  if (!name || !read_kind(*attributes, link) || !read_xdp(*attributes, link)) return Malformed{};
  link.name = *name;
  link.up = (header->ifi_flags & IFF_UP) != 0;
  link.carrier = (header->ifi_flags & IFF_LOWER_UP) != 0;
  link.loopback = (header->ifi_flags & IFF_LOOPBACK) != 0;
  const auto mac = attributes->mac(IFLA_ADDRESS);
  link.ethernet = header->ifi_type == ARPHRD_ETHER && mac;
  if (link.ethernet) link.mac = *mac;
  link.mtu = attributes->u32(IFLA_MTU).value_or(0);
  link.lower = attributes->u32(IFLA_LINK).value_or(0);
  link.lower_elsewhere = attributes->has(IFLA_LINK_NETNSID);
  return decoded;
}

}  // namespace shunt::route
