// SPDX-License-Identifier: Apache-2.0
#include "support/reference/lookup.h"

#include <utility>

namespace shunt::reference {
namespace {

/// An IPv6 packet may name ::ffff:a.b.c.d, which is how IPv4 addresses are held: the family tells them apart.
bool covers(const net::IpPrefix& vip, const net::IpAddress& address, net::Family family) {
  return vip.address().family() == family && vip.contains(address);
}

bool covers(const model::PortRange& range, const Packet& packet) {
  return (!range.protocol || static_cast<std::uint8_t>(*range.protocol) == packet.protocol) &&
         range.first <= packet.destination_port && packet.destination_port <= range.last;
}

/// Larger is more specific.
std::pair<int, int> specificity(const net::IpPrefix& vip, const model::PortRange& range) {
  return {vip.mapped_length(), range.first - range.last};
}

}  // namespace

bool is_vip(const given::State& state, const net::IpAddress& address, net::Family family) {
  for (const given::Service& service : state.services)
    if (covers(service.vip, address, family)) return true;
  return false;
}

const given::Service* find_service(const given::State& state, const Packet& packet) {
  const given::Service* found = nullptr;
  std::pair<int, int> best;
  for (const given::Service& service : state.services) {
    if (!covers(service.vip, packet.destination, packet.family)) continue;
    for (const model::PortRange& range : service.ports) {
      if (!covers(range, packet)) continue;
      const std::pair<int, int> candidate = specificity(service.vip, range);
      if (found == nullptr || candidate > best) {
        found = &service;
        best = candidate;
      }
    }
  }
  return found;
}

}  // namespace shunt::reference
