// SPDX-License-Identifier: Apache-2.0
#include "control/fingerprint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

namespace shunt::control {
namespace {

net::IpAddress address(int number) { return *net::IpAddress::parse("198.51.100." + std::to_string(number)); }

model::Config example() {
  model::Config config;
  for (const char* name : {"web", "dns"}) {
    auto& service = config.services.emplace_back();
    service.name = name;
    service.vip = *net::IpPrefix::parse("192.0.2.10");
    service.ports = {{80, 80, net::Protocol::kTcp}, {443, 443, net::Protocol::kTcp}};
    service.backends = {{.address = address(11)}, {.address = address(12)}};
    service.health.checks.push_back({.type = model::CheckType::kHttp, .port = 80});
  }
  config.interfaces = {{.name = "eth0"}};
  return config;
}

using Change = std::function<void(model::Config&)>;

TEST(ConfigFingerprint, DiffersWhereTheWayOfAPacketMay) {
  const Change changes[] = {
      [](auto& config) { config.seed = 1; },
      [](auto& config) { config.tracking.drain = std::chrono::seconds(1); },
      [](auto& config) { config.tracking.new_flows = 7; },
      [](auto& config) { config.tunnel.gue_port = 6081; },
      [](auto& config) { config.services.pop_back(); },
      [](auto& config) { config.services[0].name = "www"; },
      [](auto& config) { config.services[0].vip = *net::IpPrefix::parse("192.0.2.11"); },
      [](auto& config) { config.services[0].vip = *net::IpPrefix::parse("192.0.2.10/31"); },
      [](auto& config) { config.services[0].ports[0].protocol.reset(); },
      [](auto& config) { config.services[0].scheduler = model::Scheduler::kSource; },
      [](auto& config) { config.services[0].forwarding = model::Forwarding::kGue; },
      [](auto& config) { config.services[0].seed = 9; },
      [](auto& config) { config.services[0].table_size = 0; },
      [](auto& config) { config.services[0].backends[0].address = address(13); },
      [](auto& config) { config.services[0].backends[0].weight = 2; },
      [](auto& config) { config.services[0].backends[1].backup = true; },
      [](auto& config) { config.services[0].udp = model::UdpTracking::kStateless; },
      [](auto& config) { config.services[0].on_down = model::OnDown::kKeep; },
      [](auto& config) { config.services[0].source_prefix = 24; },
      [](auto& config) { config.services[0].slow_start = std::chrono::seconds(1); },
      [](auto& config) { config.services[0].health.checks.clear(); },
      [](auto& config) { config.services[0].health.checks[0].fall = 4; },
      [](auto& config) { config.services[0].health.checks[0].http.path = "/health"; },
      [](auto& config) {
        config.services[0].health.checks[0].http.headers = {{"A", "b"}};
      },
      [](auto& config) {
        config.services[0].health.checks[0].http.headers = {{"Ab", ""}};
      },
      [](auto& config) { config.services[0].health.checks[0].tls.verify = false; },
      [](auto& config) { config.services[0].health.checks[0].dns.name = "example.com"; },
      [](auto& config) { config.services[0].health.checks[0].script.command = {"/bin/true"}; },
      [](auto& config) { config.services[0].health.passive = model::Passive::kDown; },
      [](auto& config) { config.services[0].health.quorum.backends = 2; },
      [](auto&) {},
  };
  std::set<std::uint64_t> seen;
  for (const auto& change : changes) {
    auto config = example();
    change(config);
    EXPECT_TRUE(seen.insert(config_fingerprint(config)).second) << seen.size();
    EXPECT_LT(config_fingerprint(config), std::uint64_t{1} << kFingerprintBits);
  }
}

TEST(ConfigFingerprint, DoesNotCareForOrderAndForWhatIsOfOneMachine) {
  const Change changes[] = {
      [](auto& config) { std::swap(config.services[0], config.services[1]); },
      [](auto& config) { std::ranges::reverse(config.services[0].ports); },
      [](auto& config) { std::ranges::reverse(config.services[1].backends); },
      [](auto& config) { config.interfaces[0].name = "eth1"; },
      [](auto& config) { config.tunnel.source_ipv4 = *net::IpPrefix::parse("198.51.100.2"); },
      [](auto& config) {
        config.api.listen = {{*net::IpAddress::parse("127.0.0.1"), 9977}};
      },
      [](auto& config) { config.limits.flows = 1024; },
      [](auto& config) { config.probes.first_port = 1024; },
      [](auto& config) { config.on_change.command = {"/bin/true"}; },
  };
  for (const auto& change : changes) {
    auto config = example();
    change(config);
    EXPECT_EQ(config_fingerprint(config), config_fingerprint(example())) << &change - changes;
  }
}

// Instances of other machines and versions have to find the same number.
TEST(ConfigFingerprint, IsTheSameEverywhere) { EXPECT_EQ(config_fingerprint(example()), 91'137'712'548'415U); }

/// Positions of three backends, and of four slots whose they are.
std::uint64_t table(std::vector<std::uint32_t> positions, std::vector<std::uint32_t> slots,
                    std::uint32_t previous = 0) {
  dataplane::PublishedService service;
  for (std::size_t i = 0; i < positions.size(); ++i)
    service.backends.push_back({.address = address(11 + static_cast<int>(i)), .position = positions[i]});
  std::vector<shunt_slot> rows;
  for (const auto slot : slots) rows.push_back({.current = slot, .previous = previous});
  service.table = std::make_shared<dataplane::Table>(dataplane::TableKey{}, rows, std::vector<std::uint32_t>{});
  return table_fingerprint(service);
}

TEST(TableFingerprint, IsOfTheBackendsOfTheSlots) {
  const auto fingerprint = table({1, 2, 3}, {1, 2, 3, 1});
  EXPECT_NE(fingerprint, 0U);
  EXPECT_LT(fingerprint, std::uint64_t{1} << kFingerprintBits);
  EXPECT_NE(table({1, 2, 3}, {1, 2, 3, 2}), fingerprint);
  EXPECT_NE(table({1, 2, 3}, {2, 1, 3, 1}), fingerprint);
  EXPECT_NE(table({1, 2, 3}, {1, 2, 3}), fingerprint);
  EXPECT_EQ(table({7, 4, 2}, {7, 4, 2, 7}), fingerprint) << "positions";
  EXPECT_EQ(table({1, 2, 3}, {1, 2, 3, 1}, SHUNT_SLOT_TRACKED | 2), fingerprint) << "flows of before";
}

TEST(TableFingerprint, OfNoTableIsZero) { EXPECT_EQ(table({1}, {}), 0U); }

}  // namespace
}  // namespace shunt::control
