// SPDX-License-Identifier: Apache-2.0
// Facts of a host, and the findings that follow.
#include "doctor/findings/host.h"

#include <gmock/gmock.h>

#include <functional>

#include "route/reasons.h"

namespace shunt::doctor {
namespace {

using testing::Contains;
using testing::ElementsAre;

net::IpAddress address(const char* text) { return *net::IpAddress::parse(text); }

std::vector<std::string> ids(const Findings& findings) {
  std::vector<std::string> ids;
  for (const auto& finding : findings)
    if (finding.severity != Severity::kOk) ids.push_back(finding.id);
  return ids;
}

InterfaceFacts card() {
  return {.name = "eth0",
          .exists = true,
          .up = true,
          .carrier = true,
          .driver = "igb",
          .mtu = 1600,
          .queues = 2,
          .queues_at_most = 8,
          .interrupts = {{25, "eth0-TxRx-0", {0}}, {26, "eth0-TxRx-1", {1}}},
          .mode = "native",
          .attached = true,
          .programs = {{7, "shunt_forward"}},
          .our_program = 7};
}

struct Fault {
  std::string id;
  Severity severity;
  std::function<void(InterfaceFacts&)> spoil;
};

TEST(Interface, ThatIsWellHasNoFinding) {
  const auto findings = examine(card(), 2);
  EXPECT_THAT(ids(findings), ElementsAre());
  EXPECT_EQ(findings.size(), 1U);
}

TEST(Interface, EachFaultIsNamedAloneWithWhatMendsIt) {
  const std::vector<Fault> faults{
      {"interface-missing", Severity::kError, [](auto& on) { on.exists = false; }},
      {"interface-down", Severity::kError, [](auto& on) { on.up = false; }},
      {"no-carrier", Severity::kError, [](auto& on) { on.carrier = false; }},
      {"lro", Severity::kError, [](auto& on) { on.lro = true; }},
      {"gro-hw", Severity::kWarning, [](auto& on) { on.gro_hw = true; }},
      {"mtu-too-big", Severity::kError, [](auto& on) { on.mtu = 9000; }},
      {"generic-mode", Severity::kWarning, [](auto& on) { on.mode = "generic"; }},
      {"generic-mode", Severity::kNote,
       [](auto& on) { on.mode = "generic", on.asked = model::AttachMode::kGeneric; }},
      {"xdp-program", Severity::kError,
       [](auto& on) {
         on.programs = {{9, "firewall"}}, on.our_program = 0;
       }},
      {"xdp-beside", Severity::kNote,
       [](auto& on) {
         on.programs.push_back({9, "filter"}), on.dispatcher = true;
       }},
      {"xdp-lost", Severity::kError, [](auto& on) { on.programs.clear(), on.mode.clear(); }},
      {"not-attached", Severity::kError, [](auto& on) { on.obstacle = "the MTU is too big"; }},
      {"few-queues", Severity::kWarning, [](auto& on) { on.queues = 1; }},
      {"irq-spread", Severity::kWarning, [](auto& on) { on.interrupts[1].cpus = {0}; }},
      {"rp-filter", Severity::kNote, [](auto& on) { on.rp_filter = 1; }},
      {"virtual-device", Severity::kWarning, [](auto& on) { on.kind = "bond", on.driver = "bonding"; }}};
  for (const auto& fault : faults) {
    auto facts = card();
    fault.spoil(facts);
    const auto findings = examine(facts, 2);
    EXPECT_THAT(ids(findings), ElementsAre(fault.id));
    for (const auto& finding : findings) {
      if (finding.severity == Severity::kOk) continue;
      EXPECT_EQ(finding.severity, fault.severity) << finding.id;
      EXPECT_FALSE(finding.why.empty() || finding.commands.empty()) << finding.id;
      EXPECT_EQ(finding.object, "eth0");
    }
  }
}

TEST(Interface, ADriverWithoutNativeXdpIsTold) {
  auto facts = card();
  facts.driver = "e1000e";
  facts.mode.clear();
  facts.programs.clear();
  facts.our_program = 0;
  EXPECT_THAT(ids(examine(facts, 2)), ElementsAre("no-native-xdp"));
}

TEST(Kernel, WhatIsMissingIsTold) {
  KernelFacts facts{.release = "6.12.57"};
  EXPECT_THAT(ids(examine(facts)), ElementsAre());
  facts = {.release = "5.10.0-30-amd64",
           .btf = false,
           .jit = false,
           .extensions = false,
           .missing_features = {"DEVMAP maps"},
           .missing_capabilities = "CAP_BPF",
           .bpf_file_system = "/tmp is not in a BPF file system"};
  EXPECT_THAT(ids(examine(facts)), ElementsAre("kernel-version", "kernel-feature", "kernel-btf", "kernel-jit",
                                               "kernel-extensions", "capabilities", "bpf-file-system"));
}

TEST(Memory, IsJudgedByWhatIsAvailableUnlessTheMapsAreThere) {
  constexpr std::uint64_t kGibibyte = 1 << 30;
  EXPECT_EQ(worst(examine(MemoryFacts{.needed = 2 * kGibibyte, .available = kGibibyte})), Severity::kError);
  EXPECT_EQ(worst(examine(MemoryFacts{.needed = 2 * kGibibyte, .available = 3 * kGibibyte})), Severity::kWarning);
  EXPECT_EQ(worst(examine(MemoryFacts{.needed = kGibibyte, .available = 8 * kGibibyte})), Severity::kOk);
  EXPECT_EQ(worst(examine(MemoryFacts{.needed = 2 * kGibibyte, .available = kGibibyte, .loaded = true})),
            Severity::kOk);
}

TEST(Clock, ThatIsOffOrSlowIsTold) {
  EXPECT_THAT(ids(examine(ClockFacts{.synchronized = true, .source = "tsc"})), ElementsAre());
  EXPECT_THAT(ids(examine(ClockFacts{.synchronized = false, .source = "hpet"})),
              ElementsAre("clock", "clock-source"));
  EXPECT_THAT(ids(examine(ClockFacts{})), ElementsAre());
}

Way way() {
  return {.backend = address("198.51.100.11"),
          .services = "web",
          .egress = "eth0",
          .device = "eth0",
          .mtu = 1600,
          .overhead = 20,
          .on_link = true};
}

TEST(Way, ThatFailsIsTold) {
  EXPECT_THAT(ids(examine(way(), {"eth0"})), ElementsAre());
  EXPECT_THAT(ids(examine(way(), {"eth1"})), ElementsAre("egress-interface"));
  auto facts = way();
  facts.mtu = 1500;
  const auto findings = examine(facts, {"eth0"});
  EXPECT_THAT(ids(findings), ElementsAre("mtu-headroom"));
  EXPECT_THAT(findings[0].commands, Contains("ip link set dev eth0 mtu 1520"));
  facts.obstacle = "no route to 198.51.100.11";
  EXPECT_THAT(ids(examine(facts, {"eth0"})), ElementsAre("no-route"));
  facts.silent = true;
  EXPECT_THAT(ids(examine(facts, {"eth0"})), ElementsAre("no-neighbour"));
  facts = way();
  facts.on_link = false;
  facts.needs_link = true;
  EXPECT_THAT(ids(examine(facts, {"eth0"})), ElementsAre("l2-gateway"));
}

TEST(Way, ToASilentNeighbourSaysWhatAsksIt) {
  auto facts = way();
  facts.silent = true;
  facts.obstacle = route::reason::no_answer(address("198.51.100.1"), "eth1").reason;
  const auto findings = examine(facts, {"eth0"});
  EXPECT_EQ(worst(findings), Severity::kError);
  EXPECT_THAT(findings[0].commands, Contains("arping -I eth1 198.51.100.1"));
}

TEST(Way, ToABackendWithoutSlotsLosesNothingNew) {
  HostFacts facts{.kernel = {.release = "6.12.57"}, .ways = {way()}, .controller = true};
  facts.ways[0].obstacle = "neighbour 198.51.100.11 on eth0: no answer";
  facts.load.services = {{.name = "web", .backends = {{.address = address("198.51.100.11"), .slots = 0}}}};
  const auto findings = examine(facts);
  EXPECT_EQ(worst(findings), Severity::kWarning);
  EXPECT_THAT(findings, Contains(testing::Field(&Finding::why, testing::HasSubstr("it has no slots"))));
  facts.load.services[0].backends[0].slots = 1;
  EXPECT_EQ(worst(examine(facts)), Severity::kError);
  facts.load.services.clear();
  EXPECT_EQ(worst(examine(facts)), Severity::kError) << "nobody knows";
}

VipFacts vip() {
  return {.vip = address("192.0.2.10"), .services = "web", .gateway_device = "eth0", .asked = true};
}

TEST(Vip, ThatIsRoutedHereComesBack) {
  auto facts = vip();
  facts.came_back_by = "eth0";
  EXPECT_THAT(ids(examine(facts, {"eth0"}, false)), ElementsAre());
  EXPECT_THAT(ids(examine(facts, {"eth1"}, false)), ElementsAre("vip-wrong-interface"));
  EXPECT_THAT(ids(examine(facts, {"eth0"}, true)), ElementsAre("vip-loop"));
}

TEST(Vip, ThatIsRoutedElsewhereIsTold) {
  auto facts = vip();
  EXPECT_THAT(ids(examine(facts, {"eth0"}, false)), ElementsAre("vip-not-routed"));
  EXPECT_EQ(worst(examine(facts, {"eth0"}, false)), Severity::kWarning);
  facts.refused_by = "198.51.100.1";
  EXPECT_EQ(worst(examine(facts, {"eth0"}, false)), Severity::kError);
  facts = vip();
  facts.answered = true;
  EXPECT_THAT(ids(examine(facts, {"eth0"}, false)), ElementsAre("vip-elsewhere"));
  facts.asked = false;
  EXPECT_THAT(ids(examine(facts, {"eth0"}, false)), ElementsAre("vip-unknown"));
}

TEST(Vip, OnTheLinkIsAnsweredForByThisHostAlone) {
  auto facts = vip();
  facts.link = "eth0";
  EXPECT_THAT(ids(examine(facts, {"eth0"}, false)), ElementsAre("vip-unanswered"));
  facts.local = true;
  EXPECT_THAT(ids(examine(facts, {"eth0"}, false)), ElementsAre());
  EXPECT_THAT(ids(examine(facts, {"eth1"}, false)), ElementsAre("vip-wrong-interface"));
  facts.arp_ignore = 1;
  EXPECT_THAT(ids(examine(facts, {"eth0"}, false)), ElementsAre("vip-arp-ignore"));
  facts.owners = {"02:00:00:00:00:01"};
  EXPECT_THAT(ids(examine(facts, {"eth0"}, false)), ElementsAre("vip-conflict"));
  facts.local = false;
  EXPECT_THAT(ids(examine(facts, {"eth0"}, false)), ElementsAre("vip-elsewhere"));
}

TEST(Host, AlarmsOfTheControllerAreFindings) {
  HostFacts facts{.kernel = {.release = "6.12.57"}, .controller = true, .alarms = {"service web: down"}};
  const auto findings = examine(facts);
  EXPECT_THAT(ids(findings), ElementsAre("alarm"));
  EXPECT_EQ(worst(findings), Severity::kWarning);
  facts.controller = false;
  facts.alarms.clear();
  EXPECT_THAT(ids(examine(facts)), ElementsAre("controller"));
}

std::vector<std::string> remedies_of(const std::string& alarm) {
  const auto findings =
      examine(HostFacts{.kernel = {.release = "6.12.57"}, .controller = true, .alarms = {alarm}});
  return findings.back().commands;
}

TEST(Host, AnAlarmThatNamesBackendsSaysWhatAsksThem) {
  EXPECT_THAT(
      remedies_of("service web: 2 of 5 backends are down: 198.51.100.11 (connect: 198.51.100.12: refused), "
                  "2001:db8::12 (HTTP 503, expected 200) and 1 more"),
      ElementsAre("shunt status", "shunt doctor web 198.51.100.11", "shunt doctor web 2001:db8::12"));
  EXPECT_THAT(remedies_of("service web: backend 198.51.100.11: of 20 SYNs 19 came again"),
              ElementsAre("shunt status", "shunt doctor web 198.51.100.11"));
  EXPECT_THAT(remedies_of("degraded: web 198.51.100.11 (full-size packets), dns 2001:db8::12 (the same)"),
              ElementsAre("shunt status", "shunt doctor web 198.51.100.11", "shunt doctor dns 2001:db8::12"));
  EXPECT_THAT(remedies_of("service web: 1 of 2 backends is up, fewer than its quorum: new flows are dropped"),
              ElementsAre("shunt status"));
  EXPECT_THAT(remedies_of("the last reload was refused: service web has no backend 198.51.100.11"),
              ElementsAre("shunt status"));
  EXPECT_THAT(remedies_of("next hops flap, and packets are lost or move each time: 198.51.100.142 (6 changes)"),
              ElementsAre("shunt status"));
}

TEST(Interface, ANameIsNoCommandOfAShell) {
  auto facts = card();
  facts.name = "$(id)";
  facts.up = false;
  facts.lro = true;
  std::vector<std::string> commands;
  for (const auto& finding : examine(facts, 2))
    commands.insert(commands.end(), finding.commands.begin(), finding.commands.end());
  EXPECT_THAT(commands, ElementsAre("ip link set dev '$(id)' up", "ethtool -K '$(id)' lro off"));
}

TEST(Host, AControllerThatMayNotBeAskedIsNotCalledAbsent) {
  const std::string why = "cannot reach the controller at a.sock: Permission denied; become root";
  const auto findings = examine(HostFacts{.kernel = {.release = "6.12.57"}, .no_access = why});
  EXPECT_THAT(ids(findings), ElementsAre("controller"));
  const auto& told = findings.back();
  EXPECT_EQ(told.what, why);
  EXPECT_THAT(told.commands, ElementsAre("sudo shunt doctor")) << "nothing is to be started";
  EXPECT_EQ(told.severity, Severity::kWarning);
}

}  // namespace
}  // namespace shunt::doctor
