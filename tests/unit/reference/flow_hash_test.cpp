// SPDX-License-Identifier: Apache-2.0
// The evenness of the flow hash over the flows that real clients make: neighbouring ports, neighbouring addresses,
// strides. The differential tests show that the program computes the same hash.
#include "support/reference/flow_hash.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace shunt::reference {
namespace {

constexpr std::uint32_t kFlows = 1u << 16;

const net::IpAddress kVip4 = *net::IpAddress::parse("192.0.2.10");
const net::IpAddress kVip6 = *net::IpAddress::parse("2001:db8::10");

Packet flow(const net::IpAddress& source, std::uint16_t port) {
  Packet packet;
  packet.source = source;
  packet.destination = source.family() == net::Family::kIpv4 ? kVip4 : kVip6;
  packet.family = packet.destination.family();
  packet.protocol = 6;
  packet.source_port = port;
  packet.destination_port = 443;
  return packet;
}

net::IpAddress ipv4(std::uint32_t address) {
  return net::IpAddress::from_ipv4({static_cast<std::uint8_t>(address >> 24),
                                    static_cast<std::uint8_t>(address >> 16),
                                    static_cast<std::uint8_t>(address >> 8), static_cast<std::uint8_t>(address)});
}

/// 2001:db8::/32 with `number` in the 16 bits that begin at byte `at`.
net::IpAddress ipv6(std::uint32_t number, std::size_t at) {
  net::IpAddress::Bytes bytes{0x20, 0x01, 0x0d, 0xb8};
  bytes[15] = 1;
  bytes[at] = static_cast<std::uint8_t>(number >> 8);
  bytes[at + 1] = static_cast<std::uint8_t>(number);
  return net::IpAddress(bytes);
}

struct Pattern {
  std::string name;
  std::function<Packet(std::uint32_t)> packet;  ///< of flow 0 to kFlows - 1
};

const std::vector<Pattern> kPatterns = {
    {"one client, every port", [](auto i) { return flow(ipv4(0xcb007107), static_cast<std::uint16_t>(i)); }},
    {"every address of a /16, one port", [](auto i) { return flow(ipv4(0xc6330000 + i), 40000); }},
    {"addresses 256 apart", [](auto i) { return flow(ipv4(0xc0000001 + (i << 8)), 40000); }},
    {"addresses 65,536 apart", [](auto i) { return flow(ipv4(0x00000001 + (i << 16)), 40000); }},
    {"256 clients with every 256th port",
     [](auto i) { return flow(ipv4(0xcb007100 + i / 256), static_cast<std::uint16_t>((i % 256) * 256)); }},
    {"256 clients with 256 neighbouring ports",
     [](auto i) { return flow(ipv4(0xcb007100 + i / 256), static_cast<std::uint16_t>(1024 + i % 256)); }},
    {"even ports of two clients",
     [](auto i) { return flow(ipv4(0xcb007100 + (i >> 15)), static_cast<std::uint16_t>(i * 2)); }},
    {"IPv6 clients by interface identifier", [](auto i) { return flow(ipv6(i, 14), 40000); }},
    {"IPv6 clients, one a /64", [](auto i) { return flow(ipv6(i, 6), 40000); }},
    {"IPv6 clients, one a /48", [](auto i) { return flow(ipv6(i, 4), 40000); }},
    {"one IPv6 client, every port", [](auto i) { return flow(ipv6(7, 14), static_cast<std::uint16_t>(i)); }},
};

/// Chi-squared of the buckets, in standard deviations from its expectation: near 0 for a random function.
double deviation(const std::vector<std::uint32_t>& buckets) {
  const double expected = static_cast<double>(kFlows) / static_cast<double>(buckets.size());
  double sum = 0;
  for (const std::uint32_t count : buckets) sum += (count - expected) * (count - expected) / expected;
  const double freedom = static_cast<double>(buckets.size() - 1);
  return (sum - freedom) / std::sqrt(2 * freedom);
}

std::vector<std::uint64_t> hashes(const Pattern& pattern, std::uint64_t seed) {
  std::vector<std::uint64_t> values(kFlows);
  for (std::uint32_t i = 0; i < kFlows; ++i) values[i] = flow_hash(pattern.packet(i), seed);
  return values;
}

class FlowHash : public testing::TestWithParam<std::uint64_t> {};

TEST_P(FlowHash, SpreadsEveryPatternEvenlyOverTheSlots) {
  for (const Pattern& pattern : kPatterns) {
    const std::vector<std::uint64_t> values = hashes(pattern, GetParam());
    for (const std::uint32_t slots : {251u, 2053u, 65537u}) {
      std::vector<std::uint32_t> buckets(slots);
      for (const std::uint64_t hash : values) ++buckets[slot_of(hash, slots)];
      EXPECT_LT(deviation(buckets), 6) << pattern.name << " over " << slots;
    }
  }
}

TEST_P(FlowHash, SpreadsEveryPatternEvenlyOverItsEntropy) {
  for (const Pattern& pattern : kPatterns) {
    const std::vector<std::uint64_t> values = hashes(pattern, GetParam());
    for (const int shift : {0, 6, 24}) {  // GUE port and flow label; the last bytes of the outer source
      std::vector<std::uint32_t> buckets(256);
      for (const std::uint64_t hash : values) ++buckets[(hash >> shift) & 0xff];
      EXPECT_LT(deviation(buckets), 6) << pattern.name << " from bit " << shift;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, FlowHash, testing::Values(0, 1, 0x123456789abcdef, ~0ull));

}  // namespace
}  // namespace shunt::reference
