// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "config/checks.h"
#include "parse_text.h"

namespace shunt::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Claim {
  std::string vip;
  std::string ports;
};

/// Errors of a file with one service per claim: "s2" in line 2, "s3" in line 3; the ports stand from column 10 on.
std::vector<std::string> errors_of_claims(const std::vector<Claim>& claims) {
  std::string text = "services:\n";
  for (const auto& claim : claims) {
    const auto line = std::count(text.begin(), text.end(), '\n') + 1;
    text += "- {ports: [" + claim.ports + "], name: s" + std::to_string(line) + ", vip: '" + claim.vip +
            "', backends: [203.0.113.1]}\n";
  }
  return errors_of(text);
}

const std::string kVip = "192.0.2.1";

TEST(ConfigOverlap, DifferentVipsPortsOrProtocolsDoNotMeet) {
  EXPECT_THAT(errors_of_claims({{kVip, "80/tcp"}, {"192.0.2.2", "80/tcp"}, {"2001:db8::1", "80/tcp"}}), IsEmpty());
  EXPECT_THAT(errors_of_claims({{kVip, "80/tcp"}, {kVip, "80/udp"}, {kVip, "81/tcp"}, {kVip, "82-90"}}),
              IsEmpty());
}

TEST(ConfigOverlap, ALongerPrefixMayHaveTheSamePorts) {
  EXPECT_THAT(errors_of_claims({{"192.0.2.0/24", "any"}, {"192.0.2.0/25", "any"}, {kVip, "any"}}), IsEmpty());
}

TEST(ConfigOverlap, WhatLiesWithinWins) {
  EXPECT_THAT(errors_of_claims({{kVip, "any"}, {kVip, "any/tcp"}, {kVip, "1-1000/tcp"}, {kVip, "80/tcp"}}),
              IsEmpty());
  EXPECT_THAT(
      errors_of_claims({{kVip, "80/tcp"}, {kVip, "80"}, {kVip, "79-80"}, {kVip, "80-81/udp"}}),
      ElementsAre("5:12: ports: 80-81/udp overlap 79-80 of service \"s4\" in line 4, for the VIP 192.0.2.1; "
                  "expected that one lies within the other, or neither"));
}

TEST(ConfigOverlap, EqualPortsAreAnErrorAtTheLater) {
  EXPECT_THAT(
      errors_of_claims({{kVip, "80/tcp, 443/tcp"}, {kVip, "443/tcp"}, {kVip, "any"}, {kVip, "any"}}),
      ElementsAre("3:12: ports: 443/tcp are those of service \"s2\" in line 2, for the VIP 192.0.2.1; expected "
                  "other ports",
                  "5:12: ports: any are those of service \"s4\" in line 4, for the VIP 192.0.2.1; expected "
                  "other ports"));
}

TEST(ConfigOverlap, WithinOneServiceItIsADuplicate) {
  EXPECT_THAT(errors_of_claims({{"192.0.2.0/24", "80/tcp, 80/tcp"}}),
              ElementsAre("2:20: ports: 80/tcp are those of the same service in line 2, for the VIP 192.0.2.0/24; "
                          "expected other ports"));
}

TEST(ConfigOverlap, PartialOverlapsHaveNoMostSpecificRule) {
  EXPECT_THAT(errors_of_claims({{kVip, "200-300/tcp"}, {kVip, "100-200/tcp"}}),
              ElementsAre("3:12: ports: 100-200/tcp overlap 200-300/tcp of service \"s2\" in line 2, for the VIP "
                          "192.0.2.1; expected that one lies within the other, or neither"));
  EXPECT_THAT(errors_of_claims({{kVip, "any/tcp"}, {kVip, "80"}}),
              ElementsAre("3:12: ports: 80 overlap any/tcp of service \"s2\" in line 2, for the VIP 192.0.2.1; "
                          "expected that one lies within the other, or neither"));
}

TEST(ConfigOverlap, AServiceWithoutAValidNameIsFoundByItsLine) {
  EXPECT_THAT(
      errors_of("services:\n"
                "- {name: '', vip: 192.0.2.1, ports: 80, backends: [203.0.113.1]}\n"
                "- {name: a, vip: 192.0.2.1, ports: 80, backends: [203.0.113.1]}\n"),
      ElementsAre(testing::StartsWith("2:10: name: expected"),
                  "3:36: ports: 80 are those of a service without a valid name in line 2, for the VIP 192.0.2.1; "
                  "expected other ports"));
}

/// The rule by its definition: pairs of (protocol, port) of one are among those of the other, and not equal.
bool may_meet(const model::PortRange& a, const model::PortRange& b) {
  const bool same_protocol = !a.protocol || !b.protocol || a.protocol == b.protocol;
  if (!same_protocol || a.last < b.first || b.last < a.first) return true;
  const auto within = [](const model::PortRange& inner, const model::PortRange& outer) {
    return outer.first <= inner.first && inner.last <= outer.last &&
           (!outer.protocol || outer.protocol == inner.protocol);
  };
  return a != b && (within(a, b) || within(b, a));
}

TEST(ConfigOverlap, IsFoundExactlyWhenSomePairOfRangesConflicts) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto below = [&](unsigned bound) { return static_cast<std::uint16_t>(random() % bound); };
  for (int round = 0; round < 3000; ++round) {
    Draft draft;
    draft.config.services.resize(1);
    draft.places.resize(1);
    draft.places[0].vip = Place{1, 1};
    auto& ports = draft.config.services[0].ports;
    for (unsigned i = 0; i < 2U + round % 5; ++i) {
      const auto first = below(8);
      model::PortRange range{first, static_cast<std::uint16_t>(first + below(6)), {}};
      if (below(2) == 0) range.protocol = below(2) == 0 ? net::Protocol::kTcp : net::Protocol::kUdp;
      ports.push_back(range);
      draft.places[0].ports.push_back({i + 1, 1});
    }
    bool conflict = false;
    for (std::size_t i = 0; i < ports.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) conflict = conflict || !may_meet(ports[i], ports[j]);
    Findings findings;
    check_overlaps(draft, findings);
    std::string all;
    for (const auto& range : ports) all += model::to_string(range) + " ";
    ASSERT_EQ(findings.has_errors(), conflict) << all;
  }
}

}  // namespace
}  // namespace shunt::config
