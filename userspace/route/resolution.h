// SPDX-License-Identifier: Apache-2.0
// What is known about the way to a backend: all that a frame towards it needs, or why that is not known.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "net/address.h"

namespace shunt::route {

struct NextHop {
  unsigned ifindex = 0;                 ///< the device that transmits: below a VLAN interface, not it
  std::string interface;                ///< its name
  net::MacAddress destination;          ///< of the gateway, or of the backend itself
  net::MacAddress source;               ///< of the route's interface, which may be a VLAN interface
  std::optional<std::uint16_t> vlan;    ///< 802.1Q tag id to add
  std::uint32_t mtu = 0;                ///< bytes from the (outer) IP header on; the least of route and devices
  bool on_link = false;                 ///< no gateway between
  std::optional<net::IpAddress> local;  ///< the host's address towards the backend, of the backend's family
  bool operator==(const NextHop&) const = default;
};

/// One line for a person: what is missing, on which object. docs/next-hops.md has every reason with its remedy.
struct Unresolved {
  enum class Kind : std::uint8_t {
    kNoWay,      ///< by this host's routes and interfaces
    kResolving,  ///< asked, and not late yet
    kSilent,     ///< the backend, or the gateway to it, does not answer
  };
  std::string reason;
  Kind kind = Kind::kNoWay;
  bool operator==(const Unresolved&) const = default;
};

using Resolution = std::variant<NextHop, Unresolved>;

}  // namespace shunt::route
