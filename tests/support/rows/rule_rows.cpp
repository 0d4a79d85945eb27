// SPDX-License-Identifier: Apache-2.0
#include "support/rows/rule_rows.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

namespace shunt::rows {
namespace {

constexpr std::uint8_t kProtocols[] = {static_cast<std::uint8_t>(net::Protocol::kTcp),
                                       static_cast<std::uint8_t>(net::Protocol::kUdp)};

bool concerns(const model::PortRange& range, std::uint8_t protocol) {
  return !range.protocol || static_cast<std::uint8_t>(*range.protocol) == protocol;
}

/// The ports at which another range may begin to apply.
std::set<std::uint32_t> boundaries(const given::State& state, const net::IpPrefix& vip, std::uint8_t protocol) {
  std::set<std::uint32_t> ports;
  for (const given::Service& service : state.services)
    for (const model::PortRange& range : service.ports)
      if (service.vip.contains(vip) && concerns(range, protocol)) {
        ports.insert(range.first);
        ports.insert(range.last + 1u);
      }
  return ports;
}

struct Winner {
  std::size_t service = 0;
  bool exact = false;
};

/// Longest prefix first, then the narrowest range.
std::optional<Winner> winner(const given::State& state, const net::IpPrefix& vip, std::uint8_t protocol,
                             std::uint32_t port) {
  std::optional<Winner> found;
  std::tuple<int, int> best;
  for (std::size_t i = 0; i < state.services.size(); ++i) {
    const given::Service& service = state.services[i];
    if (!service.vip.contains(vip)) continue;
    for (const model::PortRange& range : service.ports) {
      if (!concerns(range, protocol) || port < range.first || port > range.last) continue;
      const std::tuple<int, int> rank{service.vip.length(), range.first - range.last};
      if (found && rank <= best) continue;
      found = Winner{i, is_exact(service.vip, range)};
      best = rank;
    }
  }
  return found;
}

}  // namespace

bool is_exact(const net::IpPrefix& vip, const model::PortRange& range) {
  return vip.is_single_address() && range.first == range.last;
}

std::vector<PortRule> port_rules(const given::State& state, const net::IpPrefix& vip) {
  std::vector<PortRule> rules;
  for (const std::uint8_t protocol : kProtocols) {
    const std::set<std::uint32_t> ports = boundaries(state, vip, protocol);
    for (auto port = ports.begin(); port != ports.end(); ++port) {
      const auto next = std::next(port);
      const auto won = winner(state, vip, protocol, *port);
      if (!won || won->exact || next == ports.end()) continue;
      rules.push_back(
          {static_cast<std::uint16_t>(*port), static_cast<std::uint16_t>(*next - 1), protocol, won->service});
    }
  }
  return rules;
}

}  // namespace shunt::rows
