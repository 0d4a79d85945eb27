// SPDX-License-Identifier: Apache-2.0
// What the maps should say: the configuration, and how each backend is reached just now.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>

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

struct DesiredState {
  std::span<const model::Service> services;
  std::uint64_t flow_seed = 0;
  std::uint16_t gue_port = SHUNT_GUE_PORT;
  std::unordered_map<net::IpAddress, Egress> egress;  ///< of every backend; a missing one is unresolved
};

}  // namespace shunt::dataplane
