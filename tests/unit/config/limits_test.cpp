// SPDX-License-Identifier: Apache-2.0
#include "shunt/limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.h"

namespace shunt::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// `count` services behind `limits` in line 1; the list of services begins at 3:1.
std::string services(const std::string& limits, int count, const std::string& ports = "80/tcp", int backends = 1) {
  std::string text = limits + "\nservices:\n";
  for (int i = 0; i < count; ++i) {
    text += "- {name: s" + std::to_string(i) + ", vip: 198.51." + std::to_string(100 + i / 256) + "." +
            std::to_string(i % 256) + ", ports: [" + ports + "], backends: [";
    for (int j = 0; j < backends; ++j) text += "203.0.113." + std::to_string(j) + ",";
    text += "]}\n";
  }
  return text;
}

TEST(ConfigLimits, AreWholeNumbersInBounds) {
  EXPECT_THAT(
      errors_of("limits: {services: 0, backends: 1000001, slots: many, flows: 1000, service: 1}\nservices: []\n"),
      ElementsAre("1:20: services: expected a whole number from 1 to 100000, found \"0\"",
                  "1:33: backends: expected a whole number from 1 to 1000000, found \"1000001\"",
                  "1:49: slots: expected a whole number from 1 to 134217728, found \"many\"",
                  "1:62: flows: expected a whole number from 1024 to 50000000, found \"1000\"",
                  "1:68: unknown key \"service\" in limits; did you mean \"services\"?"));
}

TEST(ConfigLimits, OfFlowsBeginWhereATableIsWorthwhile) {
  EXPECT_EQ(valid("limits: {flows: 1024}\nservices: []\n").limits.flows, 1024U);
  EXPECT_EQ(valid("limits: {flows: 50000000}\nservices: []\n").limits.flows, 50'000'000U);
  EXPECT_EQ(errors_of("limits: {flows: 1023}\nservices: []\n").size(), 1U);
  EXPECT_EQ(errors_of("limits: {flows: 50000001}\nservices: []\n").size(), 1U);
}

TEST(ConfigLimits, TooManyServicesNameTheKeyAndTheValue) {
  EXPECT_THAT(
      errors_of(services("limits: {services: 3}", 4)),
      ElementsAre("1:20: there are 4 services, but limits.services is 3; raise limits.services to at least 4"));
  EXPECT_THAT(errors_of(services("limits: {services: 4}", 4)), IsEmpty());
  EXPECT_THAT(errors_of(services("", 1025)),
              ElementsAre("3:1: there are 1025 services, but limits.services is 1024 (the default); raise "
                          "limits.services to at least 1025"));
}

TEST(ConfigLimits, TooManyBackendsNameTheKeyAndTheValue) {
  EXPECT_THAT(errors_of(services("limits: {backends: 29}", 3, "80/tcp", 10)),
              ElementsAre("1:20: there are 30 backends over all services, but limits.backends is 29; raise "
                          "limits.backends to at least 30"));
  EXPECT_THAT(errors_of(services("limits: {backends: 30}", 3, "80/tcp", 10)), IsEmpty());
}

TEST(ConfigLimits, EachVipAndExactPortTakesAQuarterOfAService) {
  // Per service: its VIP, one TCP port, and one port of both protocols: 4.
  EXPECT_THAT(errors_of(services("limits: {services: 2}", 2, "80/tcp, 53")), IsEmpty());
  EXPECT_THAT(
      errors_of(services("limits: {services: 2}", 2, "80/tcp, 53, 443/tcp")),
      ElementsAre("1:20: there are 10 VIPs and single ports (4 a service), but limits.services is 2; raise "
                  "limits.services to at least 3"));
}

TEST(ConfigLimits, RangesCountAsThePiecesThatTheyCanBeCutInto) {
  EXPECT_THAT(errors_of(services("limits: {services: 2}", 2, "any")), IsEmpty());
  EXPECT_THAT(errors_of(services("limits: {services: 2}", 2, "any, 10-99/tcp")), IsEmpty());
  EXPECT_THAT(errors_of(services("limits: {services: 2}", 2, "any, 10-99")),
              ElementsAre("1:20: there are up to 12 port rules (4 a service), but limits.services is 2; raise "
                          "limits.services to at least 3"));
}

TEST(ConfigLimits, RulesAreInheritedByThePrefixesWithin) {
  const std::string nested =
      "services:\n"
      "- {name: a, vip: 192.0.2.0/24, ports: [any, 10-99], backends: [203.0.113.1]}\n"
      "- {name: b, vip: 192.0.2.1, ports: [80/tcp], backends: [203.0.113.1]}\n"
      "- {name: c, vip: 198.51.100.1, ports: [80/tcp], backends: [203.0.113.1]}\n";
  EXPECT_THAT(errors_of("limits: {services: 3}\n" + nested), IsEmpty());
  EXPECT_THAT(
      errors_of("limits: {services: 2}\n" + nested),
      ElementsAre("1:20: there are 3 services, but limits.services is 2; raise limits.services to at least 3"));
  EXPECT_THAT(errors_of("limits: {services: 3}\n" + nested +
                        "- {name: d, vip: 192.0.2.0/25, ports: [8080/tcp], backends: [203.0.113.1]}\n"),
              ElementsAre("1:20: there are up to 22 port rules (4 a service), but limits.services is 3; raise "
                          "limits.services to at least 6"));
}

TEST(ConfigLimits, BeyondWhatIsPossibleItSaysSo) {
  std::string text =
      "limits: {services: 1}\nservices:\n- {name: all, vip: 192.0.2.0/24, backends: [203.0.113.1], ports: [";
  for (int port = 1; port < 4000; port += 4) text += std::to_string(port) + "-" + std::to_string(port + 1) + ",";
  text += "]}\n";
  for (int i = 0; i < 200; ++i)
    text += "- {name: s" + std::to_string(i) + ", vip: 192.0.2." + std::to_string(i) +
            ", ports: 80/tcp, backends: [203.0.113.1]}\n";
  EXPECT_THAT(
      errors_of(text),
      ElementsAre("1:20: there are up to 803598 port rules (4 a service), but limits.services is 1, and needs to "
                  "be 200900, beyond what is possible, 100000"));
}

TEST(ConfigLimits, TablesOfAllServicesMustFit) {
  // Tables of one backend have 2053 slots; only the VIPs differ below, so that one table serves all three.
  EXPECT_THAT(errors_of(services("limits: {slots: 2053}", 3)), IsEmpty());
  EXPECT_THAT(
      errors_of(services("limits: {slots: 2052}", 3)),
      ElementsAre("1:17: the tables of the services need 2053 slots, but limits.slots is 2052; raise limits.slots "
                  "to at least 2053"));
  const std::string different =
      "services:\n"
      "- {name: a, vip: 192.0.2.1, ports: 80, backends: [203.0.113.1, {address: 203.0.113.2, weight: 2}]}\n"
      "- {name: b, vip: 192.0.2.2, ports: 80, backends: [{address: 203.0.113.2, weight: 2}, 203.0.113.1]}\n"
      "- {name: c, vip: 192.0.2.3, ports: 80, backends: [203.0.113.1, 203.0.113.2]}\n"
      "- {name: d, vip: 192.0.2.4, ports: 80, backends: [203.0.113.1, 203.0.113.2], seed: 1}\n"
      "- {name: e, vip: 192.0.2.5, ports: 80, backends: [203.0.113.1, 203.0.113.2], table_size: 101}\n"
      "- {name: f, vip: 192.0.2.6, ports: 80, backends: [{address: 203.0.113.1, weight: 0}], table_size: 65537}\n";
  EXPECT_THAT(errors_of("limits: {slots: 6260}\n" + different), IsEmpty());
  EXPECT_THAT(
      errors_of("limits: {slots: 6259}\n" + different),
      ElementsAre("1:17: the tables of the services need 6260 slots, but limits.slots is 6259; raise limits.slots "
                  "to at least 6260"));
}

TEST(ConfigLimits, TablesWithOtherBackupsAreOtherTables) {
  const std::string text =
      "services:\n"
      "- {name: a, vip: 192.0.2.1, ports: 80, backends: [203.0.113.1, {address: 203.0.113.2, backup: true}]}\n"
      "- {name: b, vip: 192.0.2.2, ports: 80, backends: [{address: 203.0.113.2, backup: true}, 203.0.113.1]}\n"
      "- {name: c, vip: 192.0.2.3, ports: 80, backends: [203.0.113.1, 203.0.113.2]}\n";
  EXPECT_THAT(errors_of("limits: {slots: 4106}\n" + text), IsEmpty());
  EXPECT_THAT(
      errors_of("limits: {slots: 4105}\n" + text),
      ElementsAre("1:17: the tables of the services need 4106 slots, but limits.slots is 4105; raise limits.slots "
                  "to at least 4106"));
}

TEST(ConfigLimits, TablesMayBeAsLargeAsTheyNeedWhereSlotsAreNotLimited) {
  std::string text =
      "limits: {services: 9}\n"
      "services:\n";
  const auto add = [&](int i) {
    text += "- {name: s" + std::to_string(i) + ", vip: 192.0.2." + std::to_string(i) +
            ", ports: 80, backends: [203.0.113.1], table_size: 16777213, seed: " + std::to_string(i) + "}\n";
  };
  for (int i = 0; i < 8; ++i) add(i);
  EXPECT_THAT(errors_of(text), IsEmpty());
  add(8);
  EXPECT_THAT(
      errors_of(text),
      ElementsAre("3:1: the tables of the services need 150994917 slots, but limits.slots is 134217728 (the "
                  "default), and needs to be 150994917, beyond what is possible, 134217728"));
}

TEST(ConfigLimits, AreTheDataplanes) {
  EXPECT_EQ(model::kMaxInterfaces, SHUNT_MAX_INTERFACES);
  EXPECT_EQ(model::kMaxVipPrefixLengths, SHUNT_MAX_PREFIX_LENGTHS);
  EXPECT_EQ(model::Tunnel{}.gue_port, SHUNT_GUE_PORT);
}

}  // namespace
}  // namespace shunt::config
