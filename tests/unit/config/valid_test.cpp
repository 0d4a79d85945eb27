// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.h"

namespace shunt::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

net::IpAddress address(std::string_view text) { return net::IpAddress::parse(text).value(); }
net::IpPrefix prefix(std::string_view text) { return net::IpPrefix::parse(text).value(); }

constexpr std::string_view kEverything = R"(---
interfaces:
  - eth0
  - {name: eth1, mode: native}
  - name: eth2
    mode: generic
tunnel:
  source: [198.51.100.0/24, "2001:db8::2"]
  gue_port: 6081
api:
  listen: "[::1]:9977"
limits:
  services: 16
  backends: 64
  slots: 131072
  flows: 2048
tracking:
  idle_tcp: 10s
  idle_udp: 24h
  drain: 7d
  new_flows: 100000000
services:
  - name: web
    vip: 192.0.2.10
    ports: [80/tcp, 443/tcp]
    source_prefix: 24
    scheduler: source
    forwarding: gue
    udp: stateless
    on_down: keep
    slow_start: 2m
    seed: 18446744073709551615
    table_size: 65537
    backends:
      - 203.0.113.1
      - {address: "2001:db8:1::1", weight: 10000}
      - address: 203.0.113.2
        weight: 0
        backup: true
  - name: all-of-it_6.v2
    vip: 2001:db8:2::/64
    ports: any
    backends: 2001:db8:1::1
)";

TEST(Config, TakesEveryKey) {
  const auto config = valid(kEverything);
  EXPECT_THAT(config.interfaces, ElementsAre(model::Interface{"eth0", model::AttachMode::kAuto},
                                             model::Interface{"eth1", model::AttachMode::kNative},
                                             model::Interface{"eth2", model::AttachMode::kGeneric}));
  EXPECT_EQ(config.tunnel, (model::Tunnel{prefix("198.51.100.0/24"), prefix("2001:db8::2"), 6081}));
  EXPECT_EQ(config.api.listen, (model::Api::Listen{address("::1"), 9977}));
  EXPECT_EQ(config.limits, (model::Limits{16, 64, 131072, 2048}));
  EXPECT_EQ(config.tracking, (model::Tracking{10s, 24h, 7 * 24h, 100'000'000}));
  ASSERT_EQ(config.services.size(), 2U);
  EXPECT_EQ(config.services[0],
            (model::Service{.name = "web",
                            .vip = prefix("192.0.2.10"),
                            .ports = {{80, 80, net::Protocol::kTcp}, {443, 443, net::Protocol::kTcp}},
                            .scheduler = model::Scheduler::kSource,
                            .forwarding = model::Forwarding::kGue,
                            .seed = UINT64_MAX,
                            .table_size = 65537,
                            .backends = {{address("203.0.113.1"), 1},
                                         {address("2001:db8:1::1"), 10000},
                                         {address("203.0.113.2"), 0, true}},
                            .udp = model::UdpTracking::kStateless,
                            .on_down = model::OnDown::kKeep,
                            .source_prefix = 24,
                            .slow_start = 2min}));
}

TEST(Config, GivesDefaultsToWhatIsLeftOut) {
  const auto config = valid(with_service_keys(""));
  EXPECT_EQ(config.tunnel, model::Tunnel{});
  EXPECT_EQ(config.api, model::Api{});
  EXPECT_EQ(config.limits, (model::Limits{1024, 8192, 0, 250'000}));
  EXPECT_EQ(config.tracking, (model::Tracking{15min, 2min, 1h, 20'000}));
  ASSERT_EQ(config.services.size(), 1U);
  EXPECT_EQ(config.services[0], (model::Service{.name = "web",
                                                .vip = prefix("192.0.2.10"),
                                                .ports = {{80, 80, net::Protocol::kTcp}},
                                                .scheduler = model::Scheduler::kMaglev,
                                                .forwarding = model::Forwarding::kIpip,
                                                .seed = 0,
                                                .table_size = std::nullopt,
                                                .backends = {{address("198.51.100.1"), 1, false}},
                                                .udp = model::UdpTracking::kTracked,
                                                .on_down = model::OnDown::kMove,
                                                .source_prefix = 0,
                                                .slow_start = 0s}));
}

TEST(Config, ReadsPortsInEveryForm) {
  const auto config = valid(
      "services:\n"
      "- {name: a, vip: 192.0.2.1, backends: [198.51.100.1],\n"
      "   ports: [1, 65535/udp, 5000-5999/tcp, 7-7, 100-200]}\n"
      "- {name: b, vip: 192.0.2.2, backends: [198.51.100.1], ports: any}\n"
      "- {name: c, vip: 192.0.2.3, backends: [198.51.100.1], ports: any/udp}\n");
  ASSERT_EQ(config.services.size(), 3U);
  EXPECT_THAT(config.services[0].ports,
              ElementsAre(model::PortRange{1, 1, {}}, model::PortRange{65535, 65535, net::Protocol::kUdp},
                          model::PortRange{5000, 5999, net::Protocol::kTcp}, model::PortRange{7, 7, {}},
                          model::PortRange{100, 200, {}}));
  EXPECT_THAT(config.services[1].ports, ElementsAre(model::PortRange{0, 65535, {}}));
  EXPECT_THAT(config.services[2].ports, ElementsAre(model::PortRange{0, 65535, net::Protocol::kUdp}));
}

TEST(Config, TakesValuesInQuotesAsTheSameValues) {
  EXPECT_EQ(valid("'services':\n"
                  "- {\"name\": 'web', 'vip': \"192.0.2.10\", ports: ['80/tcp'], 'seed': '0',\n"
                  "   backends: [{address: '198.51.100.1', weight: \"1\"}]}\n"),
            valid(with_service_keys("")));
}

TEST(Config, TakesAnIpv6AddressInAListWithoutQuotes) {
  const auto config = valid("tunnel: {source: [198.51.100.2, 2001:db8::2]}\n" + with_service_keys(""));
  EXPECT_EQ(config.tunnel.source_ipv6, prefix("2001:db8::2"));
}

TEST(Config, SeedsTheServicesThatDoNotSetTheirOwn) {
  const auto config = valid(
      "services:\n"
      "- {name: a, vip: 192.0.2.1, ports: any, backends: [198.51.100.1]}\n"
      "- {name: b, vip: 192.0.2.2, ports: any, backends: [198.51.100.1], seed: 0}\n"
      "seed: 18446744073709551615\n");
  EXPECT_EQ(config.seed, UINT64_MAX);
  ASSERT_EQ(config.services.size(), 2U);
  EXPECT_EQ(config.services[0].seed, UINT64_MAX);
  EXPECT_EQ(config.services[1].seed, 0U);
}

TEST(Config, WarnsOfWhatForwardsNothing) {
  EXPECT_THAT(warnings_of("services: []\n"),
              ElementsAre("1:1: no interfaces; nothing is forwarded until one is attached",
                          "1:11: services: the list is empty; nothing is forwarded"));
  EXPECT_THAT(
      warnings_of("interfaces: [eth0]\n"
                  "services:\n"
                  "- {name: a, vip: 192.0.2.1, ports: any, backends: []}\n"
                  "- {name: b, vip: 192.0.2.2, ports: any, backends: [{address: 198.51.100.1, weight: 0}]}\n"),
      ElementsAre("3:51: service \"a\" has no backends; its packets are dropped",
                  "4:51: service \"b\" has only backends of weight 0; its packets are dropped"));
  EXPECT_THAT(warnings_of("interfaces: [eth0]\n" + with_service_keys("")), IsEmpty());
}

TEST(Config, TakesFamiliesMixedWithIpipAndGue) {
  for (const char* forwarding : {"ipip", "gue"}) {
    const std::string tail = std::string("ports: any, forwarding: ") + forwarding;
    const auto config = valid(
        "services:\n"
        "- {name: a, vip: 192.0.2.1, backends: [198.51.100.1, '2001:db8:1::1'], " +
        tail +
        "}\n"
        "- {name: b, vip: '2001:db8::1', backends: [198.51.100.1, '2001:db8:1::1'], " +
        tail + "}\n");
    EXPECT_EQ(config.services.size(), 2U);
  }
}

}  // namespace
}  // namespace shunt::config
