// SPDX-License-Identifier: Apache-2.0
#include "control/targets.h"

#include <gtest/gtest.h>

#include <set>

namespace shunt::control {
namespace {

net::IpAddress address(const char* text) { return *net::IpAddress::parse(text); }

model::Service service(const char* name, const char* vip) {
  model::Service service;
  service.name = name;
  service.vip = *net::IpPrefix::parse(vip);
  service.health.checks.push_back({.type = model::CheckType::kHttp, .port = 80});
  service.backends = {{.address = address("198.51.100.11")}, {.address = address("198.51.100.12")}};
  return service;
}

/// Of the first backend, by the first check.
health::Target target(const model::Service& service) {
  return target_of(service, service.backends[0], share_checks(service)[0]);
}

bool are_equal(const health::Target& left, const health::Target& right) {
  return !(left < right) && !(right < left);
}

TEST(Targets, OfAPrefixTheFirstAddressBehindItsOwnIsAsked) {
  const struct {
    const char *vip, *asked;
  } rows[] = {
      {"192.0.2.10/32", "192.0.2.10"},  {"192.0.2.10/31", "192.0.2.11"},
      {"192.0.2.0/24", "192.0.2.1"},    {"192.0.2.128/25", "192.0.2.129"},
      {"0.0.0.0/0", "0.0.0.1"},         {"2001:db8::10/128", "2001:db8::10"},
      {"2001:db8::/64", "2001:db8::1"}, {"2001:db8::10/127", "2001:db8::11"},
  };
  for (const auto& row : rows) {
    const auto vip = *net::IpPrefix::parse(row.vip);
    EXPECT_EQ(asked_address(vip).to_string(), row.asked) << row.vip;
    EXPECT_TRUE(vip.contains(asked_address(vip))) << row.vip;
  }
}

TEST(Targets, ThroughTheDataplaneTheVipIsAskedAndElseTheBackend) {
  auto web = service("web", "192.0.2.0/24");
  web.forwarding = model::Forwarding::kGue;
  EXPECT_EQ(target(web).address, address("192.0.2.1"));
  EXPECT_EQ(target(web).backend, address("198.51.100.11"));
  EXPECT_EQ(target(web).forwarding, model::Forwarding::kGue);
  web.health.checks[0].via = model::CheckVia::kDirect;
  EXPECT_EQ(target(web).address, address("198.51.100.11"));
  EXPECT_EQ(target(web).backend, address("198.51.100.11"));
}

TEST(Targets, ServicesThatAskTheSameOfTheSameBackendShareTheCheck) {
  EXPECT_TRUE(are_equal(target(service("web", "192.0.2.10")), target(service("again", "192.0.2.10"))));
  EXPECT_TRUE(are_equal(target(service("web", "192.0.2.0/31")), target(service("again", "192.0.2.1"))));
}

TEST(Targets, WhatIsAskedByAnotherWayIsAnotherTarget) {
  const auto web = service("web", "192.0.2.10");
  auto other = web;
  other.forwarding = model::Forwarding::kGue;
  EXPECT_FALSE(are_equal(target(web), target(other)));
  EXPECT_FALSE(are_equal(target(web), target(service("web", "192.0.2.11"))));
  EXPECT_FALSE(are_equal(target(web), target_of(web, web.backends[1], share_checks(web)[0])));
  other = web;
  other.health.checks[0].http.path = "/health";
  EXPECT_FALSE(are_equal(target(web), target(other)));
}

TEST(Targets, DirectOnesCareNeitherForVipNorForForwarding) {
  auto web = service("web", "192.0.2.10"), dns = service("dns", "2001:db8::10");
  dns.forwarding = model::Forwarding::kL2;
  web.health.checks[0].via = dns.health.checks[0].via = model::CheckVia::kDirect;
  EXPECT_TRUE(are_equal(target(web), target(dns)));
}

TEST(Targets, TheirOrderIsOneWhateverTheirChecksPointAt) {
  std::set<health::Target> targets;
  for (const char* vip : {"192.0.2.10", "192.0.2.11"}) {
    for (const std::uint16_t port : std::initializer_list<std::uint16_t>{80, 443, 80}) {
      auto web = service("web", vip);
      web.health.checks[0].port = port;
      for (const auto& backend : web.backends) targets.insert(target_of(web, backend, share_checks(web)[0]));
    }
  }
  EXPECT_EQ(targets.size(), 8U);
}

}  // namespace
}  // namespace shunt::control
