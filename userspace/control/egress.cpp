// SPDX-License-Identifier: Apache-2.0
#include "control/egress.h"

#include <arpa/inet.h>

#include <algorithm>

namespace shunt::control {
namespace {

// Host bits of a source prefix that the flow hash fills: at most the last 32 of an address.
std::uint32_t entropy_bits(const net::IpPrefix& source) {
  const int host_bits = std::min(128 - source.mapped_length(), 32);
  if (host_bits == 0) return 0;
  return host_bits == 32 ? ~0U : (1U << host_bits) - 1;
}

shunt_next_hop make_row(const route::NextHop& next_hop, std::uint32_t egress) {
  shunt_next_hop row{};
  std::ranges::copy(next_hop.destination.bytes, row.destination_mac);
  std::ranges::copy(next_hop.source.bytes, row.source_mac);
  if (next_hop.vlan) {
    row.vlan = htons(*next_hop.vlan);
    row.flags = SHUNT_VLAN_PRESENT;
  }
  row.ifindex = next_hop.ifindex;
  row.egress = egress;
  row.mtu = next_hop.mtu;
  return row;
}

}  // namespace

std::variant<dataplane::Egress, std::string> make_egress(const net::IpAddress& backend,
                                                         const route::Resolution& resolution,
                                                         const model::Tunnel& tunnel,
                                                         const EgressInterfaceOf& egress_interface) {
  if (const auto* unresolved = std::get_if<route::Unresolved>(&resolution)) return unresolved->reason;
  const auto& next_hop = std::get<route::NextHop>(resolution);
  const auto found = egress_interface(next_hop.ifindex, next_hop.interface);
  if (const auto* reason = std::get_if<std::string>(&found)) return *reason;

  dataplane::Egress egress;
  egress.on_link = next_hop.on_link;
  egress.next_hop = make_row(next_hop, std::get<EgressInterface>(found).row);
  const auto& configured = backend.family() == net::Family::kIpv4 ? tunnel.source_ipv4 : tunnel.source_ipv6;
  if (configured) {
    egress.source = configured->address();
    egress.source_entropy = entropy_bits(*configured);
  } else if (next_hop.local) {
    egress.source = *next_hop.local;
  } else {
    return next_hop.interface + " has no " + std::string(net::to_string(backend.family())) +
           " address to send from; give it one or set tunnel.source";
  }
  return egress;
}

}  // namespace shunt::control
