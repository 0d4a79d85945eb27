// SPDX-License-Identifier: Apache-2.0
// What a test of the dataplane is given: the configuration and the resolved network, as plain values. The
// reference reads them as they are; the program gets them as map rows (support/program/map_rows.h).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/config.h"
#include "net/address.h"

namespace shunt::given {

/// Interface numbers of the ports that the fixture makes. Packets come in by kPortA unless a test says otherwise.
inline constexpr std::uint32_t kPortA = 10;
inline constexpr std::uint32_t kPortB = 11;
inline constexpr std::uint32_t kUnlistedPort = 12;  ///< exists, but the configuration does not name it

struct NextHop {
  net::MacAddress destination{{0x02, 0, 0, 0, 0, 0x9b}};  ///< the gateway behind port B
  net::MacAddress source{{0x02, 0, 0, 0, 0, 0x5b}};       ///< port B
  std::optional<std::uint16_t> vlan{};                    ///< tag control information
  std::uint32_t ifindex = kPortB;
  std::uint32_t mtu = 1500;  ///< bytes from the outer IP header on
  auto operator<=>(const NextHop&) const = default;
};

struct Backend {
  net::IpAddress address;
  std::optional<NextHop> next_hop;  ///< nothing: unresolved
  std::uint32_t id = 0;             ///< row of its counters, not 0
};

struct Service {
  net::IpPrefix vip;
  std::vector<model::PortRange> ports;
  model::Forwarding forwarding = model::Forwarding::kIpip;
  std::uint32_t id = 0;  ///< row of its counters
  std::vector<Backend> backends;
  bool watches_syns = false;         ///< which concerns no packet
  std::vector<std::uint32_t> table;  ///< slots: positions in `backends`; empty: no backend
};

struct Interface {
  std::uint32_t ifindex = 0;
  bool can_transmit = true;  ///< in the map of interfaces to redirect to
};

/// Where probes of the controller come from, and whom they ask: the other way round, what answers them.
struct Probes {
  std::uint16_t first_port = 61'000;
  std::uint16_t ports = 0;              ///< so many; 0: there are no probes
  std::vector<net::IpAddress> sources;  ///< of this host, at most SHUNT_MAX_PROBE_SOURCES
  std::vector<net::IpAddress> vips;     ///< asked; they need not be of a service
  bool has_egress = true;               ///< there is an interface that answers are redirected to

  /// Whether `port` is a port, or identifier of pings, of theirs.
  [[nodiscard]] bool has_port(std::uint16_t port) const { return port >= first_port && port - first_port < ports; }
};

struct State {
  std::uint64_t seed = 0;  ///< of the flow hash
  std::vector<Interface> interfaces;
  model::Tunnel tunnel;
  std::vector<Service> services;
  Probes probes;
};

}  // namespace shunt::given
