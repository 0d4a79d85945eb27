// SPDX-License-Identifier: Apache-2.0
// Random nested VIPs and ports: what the program's lookup finds is what a search over all entries finds.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <tuple>

#include "lookup.h"

namespace shunt::dataplane {
namespace {

constexpr net::Protocol kProtocols[] = {net::Protocol::kTcp, net::Protocol::kUdp};

class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  int between(int first, int last) { return std::uniform_int_distribution<int>(first, last)(engine_); }
  std::mt19937& engine() { return engine_; }

 private:
  std::mt19937 engine_;
};

/// Eight addresses of each family, so that prefixes of up to 4 bits fewer nest in every way.
net::IpAddress random_address(Random& random) {
  const auto low = static_cast<std::uint8_t>(random.between(0, 7));
  if (random.between(0, 1) == 0) return net::IpAddress::from_ipv4({192, 0, 2, low});
  return net::IpAddress({0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, low});
}

net::IpPrefix random_vip(Random& random) {
  const net::IpAddress address = random_address(random);
  const int full = address.family() == net::Family::kIpv4 ? 32 : 128;
  const int length = random.between(0, 12) == 0 ? 0 : full - std::max(0, random.between(-3, 4));
  return net::IpPrefix(address, length).without_host_bits();
}

model::PortRange random_ports(Random& random) {
  model::PortRange range;
  if (random.between(0, 7) != 0) {
    const int base = random.between(0, 1) == 0 ? 0 : 65'520;
    range.first = static_cast<std::uint16_t>(base + random.between(0, 15));
    range.last =
        static_cast<std::uint16_t>(std::min(base + 15, range.first + std::max(0, random.between(-8, 12))));
  }
  if (const int protocol = random.between(0, 2); protocol != 0) range.protocol = kProtocols[protocol - 1];
  return range;
}

/// Entries whose ids are their positions, no ports twice on a VIP.
std::vector<IndexEntry> random_entries(Random& random) {
  std::vector<IndexEntry> entries;
  std::vector<std::tuple<net::IpPrefix, model::PortRange>> taken;
  for (int n = random.between(1, 20); n > 0; --n) {
    IndexEntry entry{.vip = random_vip(random), .ports = {}, .service = {}};
    for (int tries = random.between(0, 4); tries > 0; --tries) {
      const std::tuple claim{entry.vip, random_ports(random)};
      if (std::find(taken.begin(), taken.end(), claim) != taken.end()) continue;
      taken.push_back(claim);
      entry.ports.push_back(std::get<1>(claim));
    }
    entry.service.id = static_cast<std::uint32_t>(entries.size());
    entries.push_back(std::move(entry));
  }
  return entries;
}

/// The service by definition. Ranges that overlap in part, which no configuration has: the later one of equals.
std::optional<std::uint32_t> search(const std::vector<IndexEntry>& entries, const net::IpAddress& address,
                                    std::uint16_t port, net::Protocol protocol) {
  std::optional<std::uint32_t> found;
  std::tuple<int, int, bool, int> best;
  for (const IndexEntry& entry : entries) {
    if (!entry.vip.contains(address)) continue;
    for (const model::PortRange& ports : entry.ports) {
      if (port < ports.first || port > ports.last || (ports.protocol && *ports.protocol != protocol)) continue;
      const std::tuple rank{entry.vip.length(), ports.first - ports.last, ports.protocol.has_value(),
                            int{ports.first}};
      if (found && rank < best) continue;
      found = entry.service.id;
      best = rank;
    }
  }
  return found;
}

bool is_vip(const std::vector<IndexEntry>& entries, const net::IpAddress& address) {
  return std::any_of(entries.begin(), entries.end(),
                     [&](const auto& entry) { return entry.vip.contains(address); });
}

std::vector<net::IpAddress> addresses_to_try() {
  std::vector<net::IpAddress> addresses{*net::IpAddress::parse("198.51.100.1"),
                                        *net::IpAddress::parse("2001:db8:1::1")};
  for (std::uint8_t low = 0; low < 17; ++low) {
    addresses.push_back(net::IpAddress::from_ipv4({192, 0, 2, low}));
    addresses.emplace_back(net::IpAddress::Bytes{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, low});
  }
  return addresses;
}

std::vector<std::uint16_t> ports_to_try() {
  std::vector<std::uint16_t> ports{30'000};
  for (std::uint16_t i = 0; i <= 16; ++i) ports.push_back(i);
  for (std::uint16_t i = 0; i <= 16; ++i) ports.push_back(static_cast<std::uint16_t>(65'519 + i));
  return ports;
}

void expect_agreement(const IndexImage& image, const std::vector<IndexEntry>& entries) {
  static const auto addresses = addresses_to_try();
  static const auto ports = ports_to_try();
  for (const net::IpAddress& address : addresses) {
    ASSERT_EQ(has_address(image, address), is_vip(entries, address)) << address.to_string();
    for (const net::Protocol protocol : kProtocols)
      for (const std::uint16_t port : ports)
        ASSERT_EQ(find_service(image, address, port, protocol), search(entries, address, port, protocol))
            << address.to_string() << " " << port << "/" << net::to_string(protocol);
  }
}

/// Of each VIP ascending by protocol and port, without overlap, as the program's binary search needs them.
void expect_sorted_rules(const IndexImage& image) {
  for (const shunt_index_row& row : image.rows) {
    if (row.key.kind != SHUNT_ROW_VIP) continue;
    ASSERT_LE(row.rules_offset + row.rules_count, image.rules.size());
    for (std::uint32_t i = 1; i < row.rules_count; ++i) {
      const shunt_rule& before = image.rules[row.rules_offset + i - 1];
      const shunt_rule& rule = image.rules[row.rules_offset + i];
      ASSERT_LT(std::tuple(before.protocol, before.last_port), std::tuple(rule.protocol, rule.first_port));
    }
  }
}

TEST(RandomIndex, LookupFindsTheMostSpecificEntry) {
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  for (int round = 0; round < 150 && !testing::Test::HasFatalFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const auto entries = random_entries(random);
    const auto image = build_index(entries, 512, 1000);
    ASSERT_TRUE(image) << image.error().message();
    expect_agreement(*image, entries);
    expect_sorted_rules(*image);
  }
}

TEST(RandomIndex, LookupFindsTheSameInATightTable) {
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  for (int round = 0; round < 50 && !testing::Test::HasFatalFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const auto entries = random_entries(random);
    std::uint32_t rows = 1;  // the fewest with which the keys can be placed: every chain of moves happens
    auto image = build_index(entries, rows, 1000);
    for (; !image; image = build_index(entries, rows, 1000)) ASSERT_LE(rows *= 2, 512U);
    expect_agreement(*image, entries);
  }
}

}  // namespace
}  // namespace shunt::dataplane
