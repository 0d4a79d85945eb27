// SPDX-License-Identifier: Apache-2.0
#include "dataplane/index/index.h"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <map>
#include <string>

#include "dataplane/index/placement.h"
#include "dataplane/index/vips.h"

namespace shunt::dataplane {
namespace {

constexpr std::uint8_t kSingleAddress = 128;

constexpr std::uint8_t protocol_of(std::uint32_t port_key) { return static_cast<std::uint8_t>(port_key >> 16); }
constexpr std::uint16_t port_of(std::uint32_t port_key) { return static_cast<std::uint16_t>(port_key); }

/// A number in host byte order as it lies in a packet.
__be16 to_network(std::uint16_t number) {
  if constexpr (std::endian::native == std::endian::big) return number;
  return static_cast<__be16>(number << 8 | number >> 8);
}

shunt_key vip_key(const net::IpAddress& address, std::uint8_t kind, int prefix_length) {
  shunt_key key{};
  std::copy(address.bytes().begin(), address.bytes().end(), key.vip.bytes);
  key.kind = kind;
  key.prefix_length = static_cast<std::uint8_t>(prefix_length);
  return key;
}

/// Exact ports first: they are what most packets look for, and the first come get their first place.
std::vector<shunt_index_row> make_rows(const ResolvedVips& resolved, std::span<const IndexEntry> entries) {
  std::vector<shunt_index_row> rows;
  rows.reserve(resolved.exact.size() + resolved.vips.size());
  for (const ExactPort& exact : resolved.exact) {
    shunt_index_row& row = rows.emplace_back(shunt_index_row{});
    row.key = vip_key(exact.vip, SHUNT_ROW_EXACT, kSingleAddress);
    row.key.port = to_network(port_of(exact.key));
    row.key.protocol = protocol_of(exact.key);
    row.service = entries[exact.owner].service;
  }
  for (const VipRules& vip : resolved.vips) {
    shunt_index_row& row = rows.emplace_back(shunt_index_row{});
    row.key = vip_key(vip.vip.address(), SHUNT_ROW_VIP, vip.vip.mapped_length());
    row.rules_offset = vip.offset;
    row.rules_count = vip.count;
  }
  return rows;
}

std::vector<shunt_rule> make_rules(const ResolvedVips& resolved, std::span<const IndexEntry> entries) {
  std::vector<shunt_rule> rules;
  rules.reserve(resolved.rules.size());
  for (const PortMap::Range& range : resolved.rules) {
    shunt_rule& rule = rules.emplace_back(shunt_rule{});
    rule.first_port = port_of(range.first);
    rule.last_port = port_of(range.last);
    rule.protocol = protocol_of(range.first);
    rule.service = entries[range.owner].service;
  }
  return rules;
}

/// The prefix lengths that lookups try, the longest first, and which of them have rules.
core::Result<shunt_generation> make_generation(const ResolvedVips& resolved) {
  std::array<std::map<int, bool, std::greater<>>, 2> lengths;  // by family: has rules, by mapped length
  for (const VipRules& vip : resolved.vips)
    lengths[vip.vip.address().family() == net::Family::kIpv4 ? 0 : 1][vip.vip.mapped_length()] |= vip.count != 0;

  shunt_generation generation{};
  for (std::size_t family = 0; family < lengths.size(); ++family) {
    if (lengths[family].size() > SHUNT_MAX_PREFIX_LENGTHS)
      return core::Error("VIPs of " + std::to_string(lengths[family].size()) + " different prefix lengths of " +
                         (family == 0 ? "IPv4" : "IPv6") + "; at most " +
                         std::to_string(SHUNT_MAX_PREFIX_LENGTHS) + " are possible");
    for (const auto& [length, has_rules] : lengths[family]) {
      const auto i = generation.lengths_count[family]++;
      generation.prefix_lengths[family][i] = static_cast<std::uint8_t>(length);
      if (has_rules) generation.rules_lengths[family] |= static_cast<std::uint16_t>(1U << i);
    }
  }
  return generation;
}

std::vector<shunt_index_row> arrange(std::span<const shunt_index_row> rows, const Placement& placement) {
  std::vector<shunt_index_row> arranged(placement.keys.size(), shunt_index_row{});
  for (std::size_t i = 0; i < arranged.size(); ++i) {
    if (placement.keys[i] != Placement::kEmpty) arranged[i] = rows[placement.keys[i]];
    arranged[i].displaced = placement.displaced[i];
  }
  return arranged;
}

}  // namespace

core::Result<IndexImage> build_index(std::span<const IndexEntry> entries, std::uint32_t rows,
                                     std::uint32_t max_rules) {
  if (!std::has_single_bit(rows))
    return core::Error("service index of " + std::to_string(rows) + " rows; expected a power of two");
  auto resolved = resolve_vips(entries, max_rules);
  if (!resolved) return resolved.error();
  auto generation = make_generation(*resolved);
  if (!generation) return generation.error();

  const std::vector<shunt_index_row> wanted = make_rows(*resolved, entries);
  std::vector<shunt_key> keys;
  keys.reserve(wanted.size());
  for (const shunt_index_row& row : wanted) keys.push_back(row.key);
  const auto placement = place_keys(keys, rows);
  if (!placement)
    return core::Error("no room for " + std::to_string(keys.size()) + " VIPs and single ports in " +
                       std::to_string(rows) + " rows of the service index; raise limits.services in the " +
                       "configuration and restart");
  generation->index_seed = placement->seed;
  return IndexImage{arrange(wanted, *placement), make_rules(*resolved, entries), *generation};
}

}  // namespace shunt::dataplane
