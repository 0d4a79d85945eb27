// SPDX-License-Identifier: Apache-2.0
// What was heard of a backend, and the step that it names.
#include "doctor/findings/backend.h"

#include <gmock/gmock.h>

namespace shunt::doctor {
namespace {

using testing::Contains;
using testing::HasSubstr;

net::IpAddress address(const char* text) { return *net::IpAddress::parse(text); }
const Heard kAnswered{Reply::kAnswered, ""}, kSilent{Reply::kSilent, "no answer"},
    kRefused{Reply::kRefused, "refused"}, kUnable{Reply::kUnable, "not allowed"};

/// All is well: IPv4 in IPv4, one TCP port.
BackendFacts well() {
  return {.service = "web",
          .backend = address("198.51.100.11"),
          .vip = address("192.0.2.10"),
          .overhead = 20,
          .way = "eth1, MTU 1600",
          .ping = kAnswered,
          .tunnel_ping = kAnswered,
          .vip_ping = kAnswered,
          .objects_to_others = true,
          .ports = {{.port = 80, .at_vip = kAnswered, .at_backend = kAnswered}},
          .full_size = {.asked = 1500, .largest = 1500}};
}

/// Nothing comes back through the tunnel.
BackendFacts lost() {
  auto facts = well();
  facts.tunnel_ping = facts.vip_ping = facts.ports[0].at_vip = kSilent;
  facts.full_size = {};
  return facts;
}

const Step& step(const Steps& steps, const std::string& name) {
  return *std::ranges::find(steps, name, &Step::name);
}

TEST(Backend, OneThatIsWellPassesAllSteps) {
  const auto steps = diagnose(well());
  ASSERT_EQ(steps.size(), 9U);
  EXPECT_EQ(failed_step(steps), "");
  EXPECT_EQ(worst(steps), Severity::kOk);
  EXPECT_EQ(step(steps, "answer").result, StepResult::kSkipped);
}

TEST(Backend, AMissingRouteAndASilentNeighbourAreTold) {
  auto facts = well();
  facts.obstacle = "no route to 198.51.100.11";
  EXPECT_EQ(failed_step(diagnose(facts)), "route");
  facts.silent = true;
  EXPECT_EQ(failed_step(diagnose(facts)), "neighbour");
}

TEST(Backend, ASilentNeighbourIsNamedInWhatAsksIt) {
  auto facts = well();
  facts.silent = true;
  facts.obstacle = "neighbour 198.51.100.1 on eth1: no answer";
  const auto steps = diagnose(facts);
  EXPECT_THAT(step(steps, "neighbour").commands, Contains("arping -I eth1 198.51.100.1"));
  EXPECT_THAT(step(steps, "neighbour").why, HasSubstr("if it has any"));
}

TEST(Backend, AHealthCheckThatNeedsAControllerCouldNotBeAsked) {
  auto facts = well();
  facts.no_tunnel = "no controller answers";
  facts.checks = {{.asked = "http 192.0.2.10 port 80", .heard = {}}};
  const auto untold = step(diagnose(facts), "answer");
  EXPECT_EQ(untold.result, StepResult::kUnknown);
  EXPECT_EQ(untold.what, "http 192.0.2.10 port 80 could not be asked: no controller answers");
  facts.checks.push_back({.asked = "tcp 198.51.100.11 port 80", .heard = kAnswered});
  EXPECT_THAT(step(diagnose(facts), "answer").what, HasSubstr("passed: tcp 198.51.100.11 port 80"));
  facts.checks.back().heard = kRefused;
  EXPECT_EQ(step(diagnose(facts), "answer").result, StepResult::kFailed) << "a fault is said first";
}

TEST(Backend, AHostThatIsGoneIsNotReached) {
  auto facts = lost();
  facts.ping = facts.ports[0].at_backend = kSilent;
  facts.objects_to_others = false;
  EXPECT_EQ(failed_step(diagnose(facts)), "reachability");
}

TEST(Backend, AnIcmpErrorNamesMissingDecapsulation) {
  auto facts = lost();
  facts.objection = Objection{.kind = Objection::Kind::kNotTaken, .from = facts.backend};
  const auto steps = diagnose(facts);
  EXPECT_EQ(failed_step(steps), "decapsulation");
  EXPECT_THAT(step(steps, "decapsulation").commands,
              Contains(HasSubstr("ip link add name shunt4 type ipip local 198.51.100.11 remote any")));
}

TEST(Backend, AFilterThatSaysSoIsNamed) {
  auto facts = lost();
  facts.objection = Objection{.kind = Objection::Kind::kProhibited, .from = facts.backend};
  EXPECT_THAT(step(diagnose(facts), "decapsulation").what, HasSubstr("a filter refuses"));
}

TEST(Backend, SilenceOfAHostThatObjectsToOthersIsRpFilter) {
  const auto steps = diagnose(lost());
  EXPECT_EQ(failed_step(steps), "rp_filter");
  EXPECT_THAT(step(steps, "rp_filter").commands, Contains(HasSubstr("net.ipv4.conf.shunt4.rp_filter=0")));
}

TEST(Backend, SilenceOfAHostThatNeverObjectsCannotBeTold) {
  auto facts = lost();
  facts.objects_to_others = false;
  const auto steps = diagnose(facts);
  EXPECT_EQ(failed_step(steps), "");
  EXPECT_EQ(worst(steps), Severity::kWarning);
  EXPECT_THAT(step(steps, "decapsulation").what, HasSubstr("cannot be told apart"));
  EXPECT_THAT(step(steps, "decapsulation").commands, Contains(HasSubstr("rp_filter=0")));
  EXPECT_THAT(step(steps, "decapsulation").commands, Contains(HasSubstr("shunt decap")));
}

TEST(Backend, WhatThisHostMayNotAskIsNoFault) {
  auto facts = lost();
  facts.tunnel_ping = {Reply::kUnable, "cannot open a packet socket: Operation not permitted"};
  facts.objects_to_others = false;
  EXPECT_THAT(step(diagnose(facts), "decapsulation").what,
              HasSubstr("could not be asked: cannot open a packet socket"));
}

TEST(Backend, Ipv6HasNoRpFilter) {
  auto facts = lost();
  facts.backend = address("2001:db8::11");
  facts.vip = address("2001:db8:ffff::10");
  const auto steps = diagnose(facts);
  EXPECT_EQ(step(steps, "rp_filter").result, StepResult::kSkipped);
  EXPECT_EQ(step(steps, "decapsulation").result, StepResult::kUnknown);
}

TEST(Backend, OfMixedFamiliesSilenceIsNotExplained) {
  auto facts = lost();
  facts.vip = address("2001:db8:ffff::10");
  facts.tunnel_ping = {};
  EXPECT_THAT(step(diagnose(facts), "decapsulation").what, HasSubstr("cannot be told apart"));
}

TEST(Backend, ATunnelThatWorksForItsOwnAddressLacksTheVip) {
  auto facts = lost();
  facts.tunnel_ping = kAnswered;
  const auto steps = diagnose(facts);
  EXPECT_EQ(failed_step(steps), "vip");
  EXPECT_THAT(step(steps, "vip").commands, Contains("on the backend: ip address add 192.0.2.10/32 dev lo"));
}

TEST(Backend, L2HasNoTunnelAndMayLackTheVip) {
  auto facts = lost();
  facts.forwarding = model::Forwarding::kL2;
  facts.tunnel_ping = {};
  const auto steps = diagnose(facts);
  EXPECT_EQ(step(steps, "decapsulation").result, StepResult::kSkipped);
  EXPECT_EQ(failed_step(steps), "vip");
}

TEST(Backend, AClosedPortIsTold) {
  auto facts = well();
  facts.ports[0].at_vip = kRefused;
  EXPECT_THAT(step(diagnose(facts), "port").what, HasSubstr("the server listens there alone"));
  facts.ports[0].at_backend = kRefused;
  const auto steps = diagnose(facts);
  EXPECT_EQ(failed_step(steps), "port");
  EXPECT_THAT(step(steps, "port").what, testing::Not(HasSubstr("alone")));
  EXPECT_THAT(step(steps, "port").why, HasSubstr("or a filter rejects it"));
  EXPECT_THAT(step(steps, "port").commands, Contains("on the backend: nft list ruleset"));
}

TEST(Backend, APortThatIsSilentWhileTheVipAnswersIsFiltered) {
  auto facts = well();
  facts.ports[0].at_vip = kSilent;
  EXPECT_THAT(step(diagnose(facts), "port").what, HasSubstr("a filter drops"));
}

TEST(Backend, PortsOfUdpThatSayNothingAreNoFault) {
  auto facts = well();
  facts.ports = {{.port = 53, .protocol = net::Protocol::kUdp, .at_vip = kSilent, .at_backend = kSilent}};
  EXPECT_EQ(step(diagnose(facts), "port").result, StepResult::kSkipped);
}

TEST(Backend, WhoAnswersNoPingsIsJudgedByItsPorts) {
  auto facts = well();
  facts.ping = facts.tunnel_ping = facts.vip_ping = kSilent;
  facts.full_size = {};
  const auto steps = diagnose(facts);
  EXPECT_EQ(worst(steps), Severity::kOk);
  EXPECT_EQ(step(steps, "full_size").result, StepResult::kSkipped);
}

TEST(Backend, ACheckThatFailsIsTheAnswer) {
  auto facts = well();
  facts.checks = {{.asked = "http 192.0.2.10 port 80", .heard = {Reply::kRefused, "HTTP 503, expected 200"}}};
  const auto steps = diagnose(facts);
  EXPECT_EQ(failed_step(steps), "answer");
  EXPECT_EQ(step(steps, "answer").what, "http 192.0.2.10 port 80: HTTP 503, expected 200");
  facts.checks[0].heard = kUnable;
  EXPECT_EQ(step(diagnose(facts), "answer").result, StepResult::kUnknown);
}

TEST(Backend, AnMtuOnTheWayIsTold) {
  auto facts = well();
  facts.full_size.largest = 1480;
  const auto steps = diagnose(facts);
  EXPECT_EQ(failed_step(steps), "full_size");
  EXPECT_EQ(step(steps, "full_size").what, "packets of more than 1480 bytes are lost; 1500 with the outer header");
  EXPECT_THAT(step(steps, "full_size").commands, Contains(HasSubstr("advmss 1440")));
}

TEST(Backend, AnMtuOfThisHostIsTold) {
  auto facts = well();
  facts.full_size = {.asked = 1480, .largest = 1480};
  EXPECT_EQ(step(diagnose(facts), "full_size").result, StepResult::kUnknown);
}

TEST(Backend, WithoutAControllerTheTunnelIsNotJudged) {
  auto facts = well();
  facts.no_tunnel = "no controller answers";
  facts.vip_ping = facts.ports[0].at_vip = {};
  facts.full_size = {};
  const auto steps = diagnose(facts);
  EXPECT_EQ(step(steps, "decapsulation").result, StepResult::kPassed);
  EXPECT_EQ(step(steps, "vip").result, StepResult::kUnknown);
  EXPECT_EQ(worst(steps), Severity::kWarning);
}

}  // namespace
}  // namespace shunt::doctor
