// SPDX-License-Identifier: Apache-2.0
// A network interface as the kernel describes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "net/address.h"

namespace shunt::route {

/// What a VLAN interface adds to frames.
struct VlanTag {
  std::uint16_t id = 0;  ///< 0 to 4095
  bool is_8021q = true;  ///< false: 802.1ad or another tag protocol
  bool operator==(const VlanTag&) const = default;
};

struct Link {
  unsigned ifindex = 0;
  std::string name;
  std::string kind;       ///< driver kind of virtual devices ("veth", "vlan", "bridge"); empty for NICs
  net::MacAddress mac;    ///< zero if not Ethernet
  std::uint32_t mtu = 0;  ///< bytes from the IP header on
  bool up = false;        ///< administratively
  bool carrier = false;   ///< the other end is there
  bool ethernet = false;  ///< frames begin with an Ethernet header
  bool loopback = false;
  unsigned lower = 0;             ///< of VLAN, macvlan and the like: ifindex of the device below; else 0 or a peer
  bool lower_elsewhere = false;   ///< `lower` counts in another network namespace
  std::optional<VlanTag> vlan;    ///< only of kind "vlan"
  std::uint32_t xdp_program = 0;  ///< number of the XDP program there, as in `bpftool prog`; 0: none
  bool operator==(const Link&) const = default;
};

struct LinkEvent {
  enum class What : std::uint8_t { kAppeared, kVanished, kRenamed, kChanged };
  What what = What::kChanged;
  Link link;    ///< as it is now; of a vanished one as it was last
  Link former;  ///< as it was before; of an appeared one all zero
  bool operator==(const LinkEvent&) const = default;
};

}  // namespace shunt::route
