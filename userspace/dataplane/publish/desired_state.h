// SPDX-License-Identifier: Apache-2.0
// What the maps should say: the configuration, what each backend may take just now, and how each is reached.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "model/config.h"
#include "net/address.h"
#include "shunt/abi.h"

namespace shunt::dataplane {

/// The way to a backend.
struct Egress {
  net::IpAddress source;                   ///< outer source, of the backend's family; a prefix has host bits zero
  std::uint32_t source_entropy = 0;        ///< host bits among the last 32, in host byte order
  bool on_link = false;                    ///< no gateway between: l2 forwarding needs that
  std::optional<shunt_next_hop> next_hop;  ///< nothing: unresolved, its packets are dropped and counted
};

/// What a backend of one service may take just now.
struct Share {
  std::uint32_t weight = 1;  ///< for new flows; 0: none
  bool alive = true;         ///< flows that it has may stay
  bool operator==(const Share&) const = default;
};

struct DesiredService {
  const model::Service* config = nullptr;
  std::vector<Share> shares;  ///< of config->backends, in their order
};

/// Each backend takes what its configured weight says.
std::vector<DesiredService> as_configured(const std::vector<model::Service>& services);

struct DesiredState {
  std::vector<DesiredService> services;
  std::uint64_t flow_seed = 0;
  std::uint16_t gue_port = SHUNT_GUE_PORT;
  std::unordered_map<net::IpAddress, Egress> egress;  ///< of every backend; a missing one is unresolved
  std::uint32_t clock = 0;                            ///< as control.clock
};

}  // namespace shunt::dataplane
