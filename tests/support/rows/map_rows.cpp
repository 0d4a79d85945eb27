// SPDX-License-Identifier: Apache-2.0
#include "support/rows/map_rows.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>

#include "support/packet/builder.h"
#include "support/packet/checksum.h"
#include "support/rows/index_rows.h"
#include "support/rows/rule_rows.h"

namespace shunt::rows {
namespace {

shunt_address address_row(const net::IpAddress& address) {
  shunt_address row;
  std::copy(address.bytes().begin(), address.bytes().end(), row.bytes);
  return row;
}

shunt_encap encap_of(model::Forwarding forwarding, net::Family outer) {
  const bool ipv4 = outer == net::Family::kIpv4;
  switch (forwarding) {
    case model::Forwarding::kIpip: return ipv4 ? SHUNT_ENCAP_IPV4 : SHUNT_ENCAP_IPV6;
    case model::Forwarding::kGue: return ipv4 ? SHUNT_ENCAP_GUE_IPV4 : SHUNT_ENCAP_GUE_IPV6;
    case model::Forwarding::kL2: break;
  }
  return SHUNT_ENCAP_NONE;
}

std::uint8_t overhead_of(shunt_encap encap) {
  switch (encap) {
    case SHUNT_ENCAP_IPV4: return 20;
    case SHUNT_ENCAP_IPV6: return 40;
    case SHUNT_ENCAP_GUE_IPV4: return 28;
    case SHUNT_ENCAP_GUE_IPV6: return 48;
    case SHUNT_ENCAP_NONE: break;
  }
  return 0;
}

/// Sum over an outer IPv4 header whose source, TOS and length are zero; its bytes lie as in the header.
std::uint16_t constant_sum(const net::IpAddress& destination, std::uint8_t protocol) {
  const packet::Bytes frame = packet::eth()
                                  .ipv4({.source = "0.0.0.0",
                                         .destination = destination,
                                         .dont_fragment = true,
                                         .ttl = SHUNT_OUTER_TTL,
                                         .total_length = 0,
                                         .protocol = protocol,
                                         .checksum = 0})
                                  .bytes();
  return htons(static_cast<std::uint16_t>(~packet::internet_checksum(packet::View(frame).subspan(14))));
}

class Writer {
 public:
  Writer(const given::State& state, std::uint32_t index_rows) : state_(state), index_rows_(index_rows) {
    rows_.slots.resize(1);
    rows_.backends.resize(1);
    rows_.next_hops.resize(1);
  }

  MapRows write() {
    interfaces();
    probes();
    for (const given::Service& service : state_.services) services_.push_back(service_row(service));
    exact_rows();
    vip_rows();
    PlacedIndex placed = place(entries_, index_rows_);
    rows_.generation.index_seed = placed.seed;
    rows_.generation.flow_seed = state_.seed;
    rows_.index = std::move(placed.rows);
    return std::move(rows_);
  }

 private:
  void probes() {
    std::size_t row = 0;
    for (const net::IpAddress& source : state_.probes.sources) rows_.probe_sources.at(row++) = address_row(source);
    for (const net::IpAddress& vip : state_.probes.vips) rows_.probe_vips.push_back(address_row(vip));
  }

  void interfaces() {
    for (const given::Interface& interface : state_.interfaces) {
      std::uint32_t probe = 0;
      while (rows_.interfaces[(interface.ifindex + probe) % SHUNT_MAX_INTERFACES] != 0) ++probe;
      rows_.interfaces[(interface.ifindex + probe) % SHUNT_MAX_INTERFACES] = interface.ifindex;
    }
  }

  shunt_service service_row(const given::Service& service) {
    shunt_service row{};
    row.id = service.id;
    row.forwarding = forwarding_of(service.forwarding);
    row.scheduler = service.watches_syns ? SHUNT_WATCHES_SYNS : 0;
    if (service.table.empty()) return row;
    row.slots_offset = static_cast<std::uint32_t>(rows_.slots.size());
    row.slots_count = static_cast<std::uint32_t>(service.table.size());
    row.backends_offset = static_cast<std::uint32_t>(rows_.backends.size());
    for (const std::uint32_t position : service.table) rows_.slots.push_back({position, position});
    for (const given::Backend& backend : service.backends) rows_.backends.push_back(backend_row(service, backend));
    return row;
  }

  static std::uint8_t forwarding_of(model::Forwarding forwarding) {
    switch (forwarding) {
      case model::Forwarding::kIpip: return SHUNT_FORWARD_IPIP;
      case model::Forwarding::kGue: return SHUNT_FORWARD_GUE;
      case model::Forwarding::kL2: break;
    }
    return SHUNT_FORWARD_L2;
  }

  shunt_backend backend_row(const given::Service& service, const given::Backend& backend) {
    const net::Family family = backend.address.family();
    const auto& source = family == net::Family::kIpv4 ? state_.tunnel.source_ipv4 : state_.tunnel.source_ipv6;
    const shunt_encap encap = encap_of(service.forwarding, family);
    shunt_backend row{};
    row.destination = address_row(backend.address);
    row.source = address_row(source->address());
    const int open_bits = std::min(128 - source->mapped_length(), 32);
    row.source_entropy = htonl(static_cast<std::uint32_t>((std::uint64_t{1} << open_bits) - 1));
    row.encap = static_cast<std::uint8_t>(encap);
    row.overhead = overhead_of(encap);
    row.inner_protocol =
        service.vip.address().family() == net::Family::kIpv4 ? packet::kIpv4InIp : packet::kIpv6InIp;
    if (encap == SHUNT_ENCAP_IPV4) row.checksum = constant_sum(backend.address, row.inner_protocol);
    if (encap == SHUNT_ENCAP_GUE_IPV4) row.checksum = constant_sum(backend.address, packet::kUdp);
    row.next_hop = backend.next_hop ? next_hop_row(*backend.next_hop) : 0;
    row.id = backend.id;
    row.gue_port = htons(state_.tunnel.gue_port);
    return row;
  }

  std::uint32_t next_hop_row(const given::NextHop& hop) {
    const auto [known, added] = next_hops_.try_emplace(hop, static_cast<std::uint32_t>(rows_.next_hops.size()));
    if (!added) return known->second;
    shunt_next_hop row{};
    std::copy(hop.destination.bytes.begin(), hop.destination.bytes.end(), row.destination_mac);
    std::copy(hop.source.bytes.begin(), hop.source.bytes.end(), row.source_mac);
    row.vlan = htons(hop.vlan.value_or(0));
    row.flags = hop.vlan ? SHUNT_VLAN_PRESENT : 0;
    row.ifindex = hop.ifindex;
    row.egress = row_of_interface(rows_.interfaces, hop.ifindex);
    if (row.egress == SHUNT_PROBE_EGRESS) ++row.egress;  // none
    row.mtu = hop.mtu;
    rows_.next_hops.push_back(row);
    return known->second;
  }

  void exact_rows() {
    for (std::size_t i = 0; i < services_.size(); ++i)
      for (const model::PortRange& range : state_.services[i].ports)
        for (const net::Protocol protocol : {net::Protocol::kTcp, net::Protocol::kUdp})
          if (is_exact(state_.services[i].vip, range) && range.protocol.value_or(protocol) == protocol)
            exact_row(i, range.first, protocol);
  }

  void exact_row(std::size_t service, std::uint16_t port, net::Protocol protocol) {
    shunt_index_row row{};
    row.key.vip = address_row(state_.services[service].vip.address());
    row.key.port = htons(port);
    row.key.protocol = static_cast<std::uint8_t>(protocol);
    row.key.kind = SHUNT_ROW_EXACT;
    row.key.prefix_length = 128;
    row.service = services_[service];
    entries_.push_back(row);
  }

  void vip_rows() {
    std::set<net::IpPrefix> vips;
    for (const given::Service& service : state_.services) vips.insert(service.vip);
    prefix_lengths(vips);
    for (const net::IpPrefix& vip : vips) vip_row(vip);
  }

  void prefix_lengths(const std::set<net::IpPrefix>& vips) {
    std::array<std::set<int, std::greater<>>, 2> lengths;
    for (const net::IpPrefix& vip : vips) lengths[family_row(vip)].insert(vip.mapped_length());
    for (std::size_t family = 0; family < 2; ++family)
      for (const int length : lengths[family])
        rows_.generation.prefix_lengths[family][rows_.generation.lengths_count[family]++] =
            static_cast<std::uint8_t>(length);
  }

  static std::size_t family_row(const net::IpPrefix& vip) {
    return vip.address().family() == net::Family::kIpv4 ? 0 : 1;
  }

  void vip_row(const net::IpPrefix& vip) {
    shunt_index_row row{};
    row.key.vip = address_row(vip.address());
    row.key.kind = SHUNT_ROW_VIP;
    row.key.prefix_length = static_cast<std::uint8_t>(vip.mapped_length());
    row.rules_offset = static_cast<std::uint32_t>(rows_.rules.size());
    for (const PortRule& rule : port_rules(state_, vip)) rows_.rules.push_back(rule_row(rule));
    row.rules_count = static_cast<std::uint32_t>(rows_.rules.size()) - row.rules_offset;
    entries_.push_back(row);
    if (row.rules_count != 0) announce_rules(vip);
  }

  shunt_rule rule_row(const PortRule& rule) {
    shunt_rule row{};
    row.first_port = rule.first;
    row.last_port = rule.last;
    row.protocol = rule.protocol;
    row.service = services_[rule.service];
    return row;
  }

  void announce_rules(const net::IpPrefix& vip) {
    const std::size_t family = family_row(vip);
    const auto* lengths = rows_.generation.prefix_lengths[family];
    const auto bit = std::find(lengths, lengths + SHUNT_MAX_PREFIX_LENGTHS, vip.mapped_length()) - lengths;
    rows_.generation.rules_lengths[family] =
        static_cast<std::uint16_t>(rows_.generation.rules_lengths[family] | 1u << bit);
  }

  const given::State& state_;
  std::uint32_t index_rows_;
  MapRows rows_;
  std::vector<shunt_service> services_;
  std::vector<shunt_index_row> entries_;
  std::map<given::NextHop, std::uint32_t> next_hops_;
};

}  // namespace

MapRows map_rows(const given::State& state, std::uint32_t index_rows) { return Writer(state, index_rows).write(); }

std::uint32_t row_of_interface(const std::array<std::uint32_t, SHUNT_MAX_INTERFACES>& rows,
                               std::uint32_t ifindex) {
  for (std::uint32_t row = 0; row < rows.size(); ++row)
    if (ifindex != 0 && rows[row] == ifindex) return row;
  return SHUNT_MAX_INTERFACES;
}

}  // namespace shunt::rows
