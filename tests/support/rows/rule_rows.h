// SPDX-License-Identifier: Apache-2.0
// The ports of a VIP as rules that do not overlap.
#pragma once

#include <vector>

#include "support/given/state.h"

namespace shunt::rows {

struct PortRule {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  std::uint8_t protocol = 0;
  std::size_t service = 0;  ///< position in State::services
};

/// An exact key serves this range: one port of one address.
bool is_exact(const net::IpPrefix& vip, const model::PortRange& range);

/// What the addresses of `vip` serve beyond exact keys, own rules and those inherited from shorter prefixes around
/// it, sorted by protocol and port. Cost: ports at which anything changes times all ranges.
std::vector<PortRule> port_rules(const given::State& state, const net::IpPrefix& vip);

}  // namespace shunt::rows
