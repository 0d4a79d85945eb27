// SPDX-License-Identifier: Apache-2.0
// A neighbour as the kernel's table holds it (ARP of RFC 826, neighbour discovery of RFC 4861).
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>

#include "net/address.h"

namespace shunt::route {

struct NeighbourKey {
  unsigned ifindex = 0;
  net::IpAddress address;
  auto operator<=>(const NeighbourKey&) const = default;
};

struct Neighbour {
  NeighbourKey key;
  std::uint16_t state = 0;             ///< NUD_* of linux/neighbour.h
  std::optional<net::MacAddress> mac;  ///< nothing if unknown or no Ethernet address
  bool managed = false;                ///< the kernel keeps it fresh by itself (NTF_EXT_MANAGED)
  bool external = false;               ///< put there by a routing daemon (NTF_EXT_LEARNED)
  bool ours = false;                   ///< asked for by an instance of Shunt: carries kNeighbourOriginator
  bool operator==(const Neighbour&) const = default;
};

/// NDA_PROTOCOL of entries that we ask the kernel to manage. Free in the registry of linux/rtnetlink.h; it tells
/// what a killed instance left behind from what others put there.
inline constexpr std::uint8_t kNeighbourOriginator = 83;

/// Frames may be sent to its MAC address.
bool is_usable(const Neighbour& neighbour);

/// Nobody answered. (An entry without any state was never asked for: it is not failed.)
bool is_failed(const Neighbour& neighbour);

/// An operator's or a daemon's entry. To ask the kernel to resolve it would destroy it: NTF_USE takes
/// NUD_PERMANENT away and clears NTF_EXT_LEARNED.
bool is_pinned(const Neighbour& neighbour);

using NeighbourTable = std::map<NeighbourKey, Neighbour>;

}  // namespace shunt::route
