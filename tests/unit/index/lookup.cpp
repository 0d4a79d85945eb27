// SPDX-License-Identifier: Apache-2.0
#include "lookup.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "dataplane/index/placement.h"

namespace shunt::dataplane {
namespace {

shunt_key key_of(const net::IpAddress& address, std::uint8_t kind, std::uint8_t length) {
  shunt_key key{};
  for (int i = 0; i < 16; ++i) {
    const int keep = std::clamp(length - 8 * i, 0, 8);
    key.vip.bytes[i] = static_cast<std::uint8_t>(address.bytes()[static_cast<std::size_t>(i)] & 0xff00 >> keep);
  }
  key.kind = kind;
  key.prefix_length = length;
  return key;
}

const shunt_index_row* find_row(const IndexImage& image, const shunt_key& key) {
  std::uint64_t words[3];
  std::memcpy(words, &key, sizeof(words));
  const std::uint64_t hash = shunt_index_hash(words[0], words[1], words[2], image.generation.index_seed);
  const auto mask = static_cast<std::uint32_t>(image.rows.size() - 1);
  const auto holds = [&](const shunt_index_row& row) { return std::memcmp(&row.key, &key, sizeof(key)) == 0; };
  const shunt_index_row& first = image.rows[shunt_index_first(hash, mask)];
  if (holds(first)) return &first;
  if (first.displaced == 0) return nullptr;
  const shunt_index_row& second = image.rows[shunt_index_second(hash, mask)];
  return holds(second) ? &second : nullptr;
}

/// The first VIP row, of the longest prefix, among the lengths whose bit is set.
const shunt_index_row* find_vip(const IndexImage& image, const net::IpAddress& address, std::uint32_t lengths) {
  const std::size_t family = address.family() == net::Family::kIpv4 ? 0 : 1;
  for (std::uint32_t i = 0; i < image.generation.lengths_count[family]; ++i) {
    if ((lengths >> i & 1) == 0) continue;
    const std::uint8_t length = image.generation.prefix_lengths[family][i];
    if (const auto* row = find_row(image, key_of(address, SHUNT_ROW_VIP, length))) return row;
  }
  return nullptr;
}

}  // namespace

std::optional<std::uint32_t> find_service(const IndexImage& image, const net::IpAddress& destination,
                                          std::uint16_t port, net::Protocol protocol) {
  shunt_key exact = key_of(destination, SHUNT_ROW_EXACT, 128);
  exact.port = htons(port);
  exact.protocol = static_cast<std::uint8_t>(protocol);
  if (const auto* row = find_row(image, exact)) return row->service.id;
  const std::size_t family = destination.family() == net::Family::kIpv4 ? 0 : 1;
  const auto* vip = find_vip(image, destination, image.generation.rules_lengths[family]);
  if (vip == nullptr) return std::nullopt;
  for (std::uint32_t i = vip->rules_offset; i < vip->rules_offset + vip->rules_count; ++i) {
    const shunt_rule& rule = image.rules.at(i);
    if (rule.protocol == exact.protocol && rule.first_port <= port && port <= rule.last_port)
      return rule.service.id;
  }
  return std::nullopt;
}

bool has_address(const IndexImage& image, const net::IpAddress& destination) {
  return find_vip(image, destination, ~std::uint32_t{0}) != nullptr;
}

}  // namespace shunt::dataplane
