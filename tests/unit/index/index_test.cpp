// SPDX-License-Identifier: Apache-2.0
#include "dataplane/index/index.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "lookup.h"

namespace shunt::dataplane {
namespace {

using testing::HasSubstr;

constexpr std::uint32_t kRows = 256;
constexpr std::uint32_t kMaxRules = 100;
constexpr std::uint32_t kNone = UINT32_MAX;

/// "80/tcp", "5000-5999/udp", "443", "any": as in a configuration.
model::PortRange ports(const std::string& text) {
  model::PortRange range;
  const std::string numbers = text.substr(0, text.find('/'));
  if (numbers != "any") {
    range.first = range.last = static_cast<std::uint16_t>(std::stoi(numbers));
    if (const auto dash = numbers.find('-'); dash != std::string::npos)
      range.last = static_cast<std::uint16_t>(std::stoi(numbers.substr(dash + 1)));
  }
  if (text.ends_with("/tcp")) range.protocol = net::Protocol::kTcp;
  if (text.ends_with("/udp")) range.protocol = net::Protocol::kUdp;
  return range;
}

IndexEntry entry(std::uint32_t id, const std::string& vip, const std::vector<std::string>& texts) {
  IndexEntry entry{.vip = *net::IpPrefix::parse(vip), .ports = {}, .service = {}};
  for (const std::string& text : texts) entry.ports.push_back(ports(text));
  entry.service.id = id;
  return entry;
}

IndexImage build(const std::vector<IndexEntry>& entries) {
  auto image = build_index(entries, kRows, kMaxRules);
  if (!image) throw std::runtime_error(image.error().message());
  return *std::move(image);
}

std::string error_of(const std::vector<IndexEntry>& entries, std::uint32_t rows, std::uint32_t max_rules) {
  const auto image = build_index(entries, rows, max_rules);
  return image ? "" : image.error().message();
}

std::uint32_t tcp(const IndexImage& image, const char* address, std::uint16_t port) {
  return find_service(image, *net::IpAddress::parse(address), port, net::Protocol::kTcp).value_or(kNone);
}

std::uint32_t udp(const IndexImage& image, const char* address, std::uint16_t port) {
  return find_service(image, *net::IpAddress::parse(address), port, net::Protocol::kUdp).value_or(kNone);
}

TEST(Index, FindsExactPortsWithoutRules) {
  const auto image = build({entry(1, "192.0.2.10", {"80/tcp", "53"}), entry(2, "2001:db8::10", {"80/tcp"})});
  EXPECT_EQ(tcp(image, "192.0.2.10", 80), 1U);
  EXPECT_EQ(udp(image, "192.0.2.10", 80), kNone);
  EXPECT_EQ(udp(image, "192.0.2.10", 53), 1U);
  EXPECT_EQ(tcp(image, "192.0.2.11", 80), kNone);
  EXPECT_EQ(tcp(image, "2001:db8::10", 80), 2U);
  EXPECT_TRUE(image.rules.empty());
  EXPECT_EQ(image.generation.rules_lengths[0], 0);
  EXPECT_EQ(image.generation.rules_lengths[1], 0);
}

TEST(Index, KnowsEveryVip) {
  const auto image = build(
      {entry(1, "192.0.2.10", {"80/tcp"}), entry(2, "2001:db8::/64", {"80"}), entry(3, "198.51.100.0/28", {})});
  EXPECT_TRUE(has_address(image, *net::IpAddress::parse("192.0.2.10")));
  EXPECT_TRUE(has_address(image, *net::IpAddress::parse("2001:db8::ffff")));
  EXPECT_TRUE(has_address(image, *net::IpAddress::parse("198.51.100.15")));
  EXPECT_FALSE(has_address(image, *net::IpAddress::parse("192.0.2.11")));
  EXPECT_FALSE(has_address(image, *net::IpAddress::parse("2001:db8:1::1")));
  EXPECT_FALSE(has_address(image, *net::IpAddress::parse("198.51.100.16")));
}

TEST(Index, CutsNestedRangesIntoSortedPieces) {
  const auto image = build({entry(1, "192.0.2.0/24", {"any"}), entry(2, "192.0.2.0/24", {"100-200/tcp"}),
                            entry(3, "192.0.2.0/24", {"150/tcp"})});
  const auto rule = [&](std::size_t i) {
    const shunt_rule& r = image.rules.at(i);
    return std::to_string(r.protocol) + " " + std::to_string(r.first_port) + "-" + std::to_string(r.last_port) +
           " " + std::to_string(r.service.id);
  };
  ASSERT_EQ(image.rules.size(), 6U);
  EXPECT_EQ(rule(0), "6 0-99 1");
  EXPECT_EQ(rule(1), "6 100-149 2");
  EXPECT_EQ(rule(2), "6 150-150 3");
  EXPECT_EQ(rule(3), "6 151-200 2");
  EXPECT_EQ(rule(4), "6 201-65535 1");
  EXPECT_EQ(rule(5), "17 0-65535 1");
}

TEST(Index, PrefersTheLongerPrefixToTheNarrowerRange) {
  const auto image = build({entry(1, "192.0.2.0/24", {"80/tcp"}), entry(2, "192.0.2.0/25", {"any"})});
  EXPECT_EQ(tcp(image, "192.0.2.10", 80), 2U);
  EXPECT_EQ(tcp(image, "192.0.2.200", 80), 1U);
}

TEST(Index, InheritsWhatALongerPrefixLeavesOpen) {
  const auto image =
      build({entry(1, "192.0.2.0/24", {"80/tcp", "1000-2000/udp"}), entry(2, "192.0.2.0/25", {"443/tcp"}),
             entry(3, "192.0.2.10", {"22/tcp"}), entry(4, "192.0.2.11", {"0-79/tcp"})});
  EXPECT_EQ(tcp(image, "192.0.2.10", 22), 3U);
  EXPECT_EQ(tcp(image, "192.0.2.10", 443), 2U);
  EXPECT_EQ(tcp(image, "192.0.2.10", 80), 1U);
  EXPECT_EQ(udp(image, "192.0.2.10", 1500), 1U);
  EXPECT_EQ(tcp(image, "192.0.2.10", 81), kNone);
  EXPECT_EQ(tcp(image, "192.0.2.11", 79), 4U);
  EXPECT_EQ(tcp(image, "192.0.2.11", 443), 2U);
}

TEST(Index, SharesTheRulesOfTheVipsAroundAVipWithoutOwn) {
  std::vector<IndexEntry> entries{entry(1, "192.0.2.0/24", {"1000-2000/tcp"})};
  for (std::uint32_t i = 1; i <= 100; ++i)
    entries.push_back(entry(1 + i, "192.0.2." + std::to_string(i), {"80/tcp"}));
  const auto image = build_index(entries, 512, 1);
  ASSERT_TRUE(image) << image.error().message();
  EXPECT_EQ(image->rules.size(), 1U);
  EXPECT_EQ(tcp(*image, "192.0.2.50", 80), 51U);
  EXPECT_EQ(tcp(*image, "192.0.2.50", 1500), 1U);
}

// ::/0 is around 2001:db8::/32 although IPv4 VIPs, held as ::ffff:0:0/96, lie between them in the order of bytes.
TEST(Index, KeepsTheFamiliesApart) {
  const auto image = build({entry(1, "::/0", {"80/tcp"}), entry(2, "192.0.2.0/24", {"443/tcp"}),
                            entry(3, "2001:db8::/32", {"22/tcp"})});
  EXPECT_EQ(tcp(image, "2001:db8::1", 80), 1U);
  EXPECT_EQ(tcp(image, "2001:db8::1", 22), 3U);
  EXPECT_EQ(tcp(image, "192.0.2.1", 80), kNone);
  EXPECT_EQ(tcp(image, "192.0.2.1", 443), 2U);
}

TEST(Index, PrefersOneProtocolToBothOnTheSamePort) {
  const auto image = build({entry(1, "192.0.2.10", {"80"}), entry(2, "192.0.2.10", {"80/tcp"})});
  EXPECT_EQ(tcp(image, "192.0.2.10", 80), 2U);
  EXPECT_EQ(udp(image, "192.0.2.10", 80), 1U);
}

TEST(Index, ListsPrefixLengthsLongestFirstWithABitForThoseThatHaveRules) {
  const auto image = build({entry(1, "192.0.2.10", {"80/tcp"}), entry(2, "198.51.100.0/24", {"80/tcp"}),
                            entry(3, "203.0.113.0/28", {}), entry(4, "2001:db8::/32", {"80/tcp"})});
  const shunt_generation& generation = image.generation;
  EXPECT_EQ(generation.lengths_count[0], 3);
  EXPECT_EQ(generation.prefix_lengths[0][0], 128);
  EXPECT_EQ(generation.prefix_lengths[0][1], 124);
  EXPECT_EQ(generation.prefix_lengths[0][2], 120);
  EXPECT_EQ(generation.rules_lengths[0], 0b100);
  EXPECT_EQ(generation.lengths_count[1], 1);
  EXPECT_EQ(generation.prefix_lengths[1][0], 32);
  EXPECT_EQ(generation.rules_lengths[1], 0b1);
}

TEST(Index, IgnoresHostBits) {
  IndexEntry with_bits = entry(1, "192.0.2.77/28", {"80/tcp"});
  EXPECT_EQ(tcp(build({with_bits}), "192.0.2.64", 80), 1U);
}

TEST(Index, DoesNotDependOnTheOrderOfTheEntries) {
  std::vector<IndexEntry> entries{entry(1, "192.0.2.0/24", {"any"}), entry(2, "192.0.2.10", {"80", "443/tcp"}),
                                  entry(3, "192.0.2.10", {"5000-6000/udp"}), entry(4, "2001:db8::1", {"80/tcp"})};
  const auto before = build(entries);
  std::reverse(entries.begin(), entries.end());
  const auto after = build(entries);
  ASSERT_EQ(after.rules.size(), before.rules.size());
  EXPECT_EQ(std::memcmp(after.rows.data(), before.rows.data(), kRows * sizeof(shunt_index_row)), 0);
  EXPECT_EQ(std::memcmp(after.rules.data(), before.rules.data(), before.rules.size() * sizeof(shunt_rule)), 0);
  EXPECT_EQ(std::memcmp(&after.generation, &before.generation, sizeof(shunt_generation)), 0);
}

TEST(Index, IsEmptyWithoutEntries) {
  const auto image = build({});
  EXPECT_EQ(image.rows.size(), kRows);
  EXPECT_EQ(image.generation.lengths_count[0] + image.generation.lengths_count[1], 0);
  EXPECT_EQ(tcp(image, "192.0.2.10", 80), kNone);
}

TEST(Index, SaysWhichLimitToRaise) {
  std::vector<IndexEntry> entries;
  for (std::uint32_t i = 0; i < 9; ++i) entries.push_back(entry(i, "192.0.2." + std::to_string(i), {"80/tcp"}));
  EXPECT_THAT(error_of(entries, 16, 0), HasSubstr("18 VIPs and single ports in 16 rows"));
  EXPECT_THAT(error_of(entries, 16, 0), HasSubstr("raise limits.services"));
  entries = {entry(1, "192.0.2.0/24", {"80"})};
  EXPECT_EQ(error_of(entries, 16, 2), "");
  EXPECT_THAT(error_of(entries, 16, 1), HasSubstr("more than 1 rules; raise limits.services"));
}

TEST(Index, RefusesTheSamePortsTwice) {
  EXPECT_EQ(error_of({entry(1, "192.0.2.10", {"80/tcp"}), entry(2, "192.0.2.10", {"80/tcp"})}, kRows, kMaxRules),
            "VIP 192.0.2.10: ports 80/tcp are there twice; expected once");
}

TEST(Index, RefusesMorePrefixLengthsThanLookupsTry) {
  std::vector<IndexEntry> entries;
  for (int length = 16; length < 16 + SHUNT_MAX_PREFIX_LENGTHS; ++length)
    entries.push_back(entry(1, "192.0.0.0/" + std::to_string(length), {"80/tcp"}));
  EXPECT_EQ(error_of(entries, kRows, kMaxRules), "");
  entries.push_back(entry(1, "192.0.0.0/32", {"80/tcp"}));
  EXPECT_THAT(error_of(entries, kRows, kMaxRules), HasSubstr("17 different prefix lengths of IPv4; at most 16"));
}

TEST(Index, RefusesRowsThatAreNoPowerOfTwo) {
  EXPECT_THAT(error_of({}, 0, 0), HasSubstr("expected a power of two"));
  EXPECT_THAT(error_of({}, 100, 0), HasSubstr("expected a power of two"));
}

}  // namespace
}  // namespace shunt::dataplane
