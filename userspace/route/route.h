// SPDX-License-Identifier: Apache-2.0
// What the kernel says about the way to an address.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "net/address.h"

namespace shunt::route {

enum class RouteType : std::uint8_t {
  kUnicast,
  kLocal,
  kBroadcast,
  kMulticast,
  kAnycast,
  kBlackhole,
  kUnreachable,
  kProhibit,
  kOther
};

/// The kernel's choice for one destination, after policy rules, metrics and multipath.
struct Route {
  RouteType type = RouteType::kUnicast;
  unsigned ifindex = 0;                   ///< 0: the answer names none
  std::optional<net::IpAddress> gateway;  ///< of either family; nothing: on-link
  std::optional<net::IpAddress> local;    ///< the address that the kernel would send from
  std::uint32_t mtu = 0;                  ///< of the route or learned (RFC 1191, RFC 8201), bytes; 0: none
  bool encapsulates = false;              ///< the route adds a header of its own (lightweight tunnel)
  bool operator==(const Route&) const = default;
};

struct LookupError {
  int number = 0;  ///< errno, positive
  bool operator==(const LookupError&) const = default;
};

using RouteAnswer = std::variant<Route, LookupError>;

}  // namespace shunt::route
