// SPDX-License-Identifier: Apache-2.0
// One plausible controller in documentation addresses, for tests of what shows it.
#pragma once

#include <cmath>

#include "control/capture_views.h"
#include "control/diagnosis_report.h"
#include "control/explanation.h"
#include "control/flow_views.h"
#include "control/views.h"
#include "history/view.h"

namespace shunt::test {

inline control::WallTime example_time() {
  using namespace std::chrono;
  return sys_days(year(2026) / 11 / 21) + hours(1) + minutes(12) + seconds(22) + milliseconds(42);
}

inline net::IpAddress address(const char* text) { return net::IpAddress::parse(text).value(); }

inline history::View example_history() {
  using enum history::Measure;
  return {.until = example_time(),
          .interval = std::chrono::seconds(10),
          .series = {{history::Kind::kService,
                      "web",
                      {{kPackets, {0.1, std::nan(""), 1234.5678}},
                       {kBytes, {6, std::nan(""), 12345678}},
                       {kDrops, {0, std::nan(""), 0}},
                       {kNewFlows, {std::nan(""), std::nan(""), std::nan("")}},
                       {kFlows, {3, 2, 0}}}}}};
}

inline control::BackendHealth example_health() {
  using namespace control;
  using std::chrono::microseconds;
  const CheckStatus check{.type = "http",
                          .via = "dataplane",
                          .asked = "192.0.2.10:80",
                          .state = "up",
                          .since = example_time(),
                          .latency = microseconds(310),
                          .latency_min = microseconds(250),
                          .latency_mean = microseconds(400),
                          .latency_max = microseconds(1900),
                          .passed = 17,
                          .failed = 3,
                          .transitions = {{.at = example_time(), .from = "down", .to = "up"}}};
  return {.state = "up",
          .since = example_time(),
          .transitions = 5,
          .checks = {check},
          .passive = PassiveStatus{.since = example_time(), .syns = 40, .syns_repeated = 1}};
}

inline control::ProbeDurations example_durations() {
  using std::chrono::microseconds;
  return {.buckets = {{microseconds(500), 15}, {microseconds(2500), 17}},
          .count = 18,
          .sum = std::chrono::milliseconds(1250)};
}

inline control::Status example_status() {
  using namespace control;
  const model::PortRange http{80, 80, net::Protocol::kTcp};
  const model::PortRange dns{53, 53, net::Protocol::kUdp};
  Status status;
  status.version = "0.1.0";
  status.kernel = "6.1.0-42-amd64";
  status.pid = 4242;
  status.config_file = "/etc/shunt/shunt.yaml";
  status.started_at = example_time() - std::chrono::hours(50);
  status.loaded_at = example_time();
  status.fingerprint = 0xfedcba987654;
  status.generation = 7;
  status.reloads = {.applied = 2,
                    .refused = 1,
                    .last = control::LastReload{.at = example_time(),
                                                .applied = false,
                                                .took = std::chrono::microseconds(2500),
                                                .by = "uid 0 (pid 4711)",
                                                .errors = {"/etc/shunt/shunt.yaml:7:5: unknown key \"prots\""}}};
  status.alarms = {"web: 1 of 3 backends has no next hop"};
  status.alarm_ids = {"backends_unreachable web"};
  status.interfaces = {
      {"eth0", 2, model::AttachMode::kAuto, model::AttachMode::kNative, true, 4, 117, "attached"},
      {"eth1", 3, model::AttachMode::kGeneric, model::AttachMode::kGeneric, false, 1, 117, "attached"},
      {"eth9", 0, model::AttachMode::kAuto, std::nullopt, false, 0, 0, "waiting for the interface to appear"}};
  status.flow_table = {.capacity = 1'048'576, .flows = 12'345, .unconfirmed = 17, .inserted = 34'567};
  status.services = {{.name = "web",
                      .vip = *net::IpPrefix::parse("192.0.2.10"),
                      .ports = {http},
                      .table_size = 401,
                      .fingerprint = 0x123456789abc,
                      .backends = {{.address = address("198.51.100.11"),
                                    .weight = 1,
                                    .effective_weight = 1,
                                    .state = BackendState::kReady,
                                    .slots = 100,
                                    .next_hop = "eth1 02:00:5e:00:00:11"},
                                   {.address = address("198.51.100.12"),
                                    .weight = 2,
                                    .effective_weight = 2,
                                    .state = BackendState::kReady,
                                    .slots = 201,
                                    .health = example_health(),
                                    .next_hop = "eth0 02:00:5e:00:00:12 vlan 7"},
                                   {.address = address("2001:db8:1::13"),
                                    .weight = 1,
                                    .effective_weight = 1,
                                    .state = BackendState::kUnresolved,
                                    .slots = 100,
                                    .reason = "no route to 2001:db8:1::13"}},
                      .probe_durations = example_durations()},
                     {.name = "dns",
                      .vip = *net::IpPrefix::parse("2001:db8::/64"),
                      .ports = {dns},
                      .forwarding = model::Forwarding::kL2,
                      .backends = {{.address = address("2001:db8:1::21"),
                                    .state = BackendState::kIdle,
                                    .next_hop = "eth1 02:00:5e:00:00:21"}}}};
  return status;
}

/// The same while an operator works on it: a drain, an override of a weight, a backend that left the file, a
/// backup.
inline control::Status example_status_under_change() {
  using namespace control;
  Status status = example_status();
  status.flow_table.refused_full = 5;
  status.flow_table.evicted = 3;
  ServiceStatus& web = status.services[0];
  web.slots_migrating = 131;
  web.slots_tracked = 7;
  web.backends[0].state = BackendState::kDraining;
  web.backends[0].effective_weight = 0;
  web.backends[0].slots = 0;
  web.backends[0].flows = 12;
  web.backends[0].override = {
      .state = model::AdminState::kDraining, .left = std::chrono::seconds(570), .weight = {}, .file_weight = 1};
  web.backends[1].weight = 5;
  web.backends[1].effective_weight = 3;
  web.backends[1].slots = 301;
  web.backends[1].flows = 1'234;
  web.backends[1].override = {.state = {}, .left = {}, .weight = 5, .file_weight = 2};
  web.backends.push_back({.address = address("198.51.100.14"),
                          .state = BackendState::kRemoved,
                          .flows = 3,
                          .next_hop = "eth0 02:00:5e:00:00:14"});
  web.backends.push_back({.address = address("198.51.100.15"),
                          .weight = 1,
                          .state = BackendState::kStandby,
                          .backup = true,
                          .next_hop = "eth0 02:00:5e:00:00:15"});
  return status;
}

inline control::Stats example_stats(bool per_cpu) {
  using namespace control;
  Stats stats;
  stats.taken_at = example_time();
  stats.services = {{"web",
                     {{{1'234'567, 1'610'612'736}, {3, 180}}, {}},
                     {{address("198.51.100.11"), {{411'522, 536'870'912}, {}}, 40'000, 17},
                      {address("198.51.100.12"), {{823'045, 1'073'741'824}, {}}, {}, {}},
                      {address("2001:db8:1::13"), {{0, 0}, {}}, {}, {}}}},
                    {"dns", {}, {{address("2001:db8:1::21"), {}, {}, {}}}}};
  stats.interfaces = {{"eth0", {{{52, 4'000}, {3, 222}, {823'045, 1'085'264'454}, {411'522, 542'632'220}}, {}}},
                      {"eth1", {}}};
  stats.reasons = {{"no_backend", Verdict::kDrop, "the service has no usable backend; add one or enable one", {}},
                   {"next_hop_unresolved",
                    Verdict::kDrop,
                    "no route or no neighbour for the backend yet; see the next hop in `shunt status`",
                    {3, {}}},
                   {"icmp_error", Verdict::kPass, "ICMP error to a VIP; passed to the host", {1, {}}}};
  if (per_cpu) {
    stats.services[0].counters.per_cpu = {{{1'234'560, 1'610'612'000}, {3, 180}}, {{7, 736}, {0, 0}}, {}};
    stats.reasons[1].packets.per_cpu = {3, 0, 0};
  }
  return stats;
}

inline control::ReloadReport example_reload() {
  using std::chrono::microseconds;
  return {.errors = {},
          .warnings = {"shunt.yaml:7:5: the backend 198.51.100.12 has weight 0"},
          .overrides = {"web 198.51.100.12: weight 5 (file: 2)"},
          .services = {1, 0, 2},
          .backends = {3, 1, 0},
          .interfaces = {0, 1, 0},
          .slots_moved = 655,
          .slots_tracked = 640,
          .total_time = microseconds(12'345),
          .map_time = microseconds(678)};
}

inline control::DiagnosisReport example_diagnosis() {
  return {.service = "web",
          .backend = address("198.51.100.11"),
          .failed = "vip",
          .steps = {{.name = "route", .result = "passed", .what = "by eth1"},
                    {.name = "vip",
                     .result = "failed",
                     .what = "nobody answers as 192.0.2.10",
                     .why = "the host drops packets to an address that it has not",
                     .commands = {"on the backend: ip address add 192.0.2.10/32 dev lo"}}}};
}

inline control::PlanReport example_plan() {
  const auto web = [](const char* text, const char* change) {
    return control::BackendPlan{.address = address(text), .change = change};
  };
  control::ServicePlan changed{.name = "web",
                               .change = "changed",
                               .backends = {web("198.51.100.11", "unchanged"), web("198.51.100.12", "changed"),
                                            web("198.51.100.14", "added"), web("2001:db8:1::13", "removed")},
                               .table_size = 401,
                               .slots_moved = 180,
                               .slots_tracked = 160,
                               .flows_recorded = 1'234};
  changed.backends[0].weight_before = changed.backends[0].weight_after = 1;
  changed.backends[0].slots_before = 100;
  changed.backends[0].slots_after = 80;
  changed.backends[1].weight_before = 2;
  changed.backends[1].weight_after = 3;
  changed.backends[1].slots_before = 201;
  changed.backends[1].slots_after = 241;
  changed.backends[2].weight_after = 1;
  changed.backends[2].slots_after = 80;
  changed.backends[3].weight_before = 1;
  changed.backends[3].slots_before = 100;
  return {.warnings = {"shunt.yaml:7:5: the backend 198.51.100.12 has weight 0"},
          .overrides = {"web 198.51.100.12: weight 5 (file: 3)"},
          .services = {1, 0, 1},
          .backends = {1, 1, 1},
          .interfaces = {0, 0, 0},
          .slots_moved = 180,
          .slots_tracked = 160,
          .slots_total = 802,
          .plan = {changed, {.name = "dns6", .change = "added", .table_size = 401}}};
}

/// The same with a change that only a forced reload applies.
inline control::PlanReport example_breaking_plan() {
  control::PlanReport report = example_plan();
  report.plan[0].breaks = {"the table has 401 slots instead of 251"};
  report.breaks = {"service web: the table has 401 slots instead of 251"};
  return report;
}

inline control::Explanation example_explanation() {
  return {.verdict = "forwarded",
          .reason = "",
          .text = "forwarded to 198.51.100.11 by eth1: the slot has not changed",
          .interface = "eth0",
          .config = "new.yaml",
          .service = control::ExplainedService{"web", "exactly this address and port: 192.0.2.10", "maglev"},
          .slot = control::ExplainedSlot{12, 65537, "00112233445566aa", "migrating", "198.51.100.11", "none"},
          .flow = control::ExplainedFlow{"established", "198.51.100.11", 3},
          .backend =
              control::ExplainedBackend{*net::IpAddress::parse("198.51.100.11"), "slot", "its slot", "serving", 1},
          .next_hop = control::ExplainedNextHop{"eth1", "02:00:00:00:00:01", "02:00:00:00:00:02", 7, 1500, 60},
          .in = {54, {"Ethernet", "IPv4"}, "0200"},
          .out = control::ExplainedFrame{74, {"Ethernet", "IPv4", "IPv4"}, "0200"},
          .notes = {"a note"}};
}

inline control::CaptureReport example_capture() {
  return {.id = 7,
          .running = false,
          .captured = 12,
          .matched = 20,
          .sampled_out = 5,
          .limited = 2,
          .lost = 1,
          .warnings = {"nobody took its packets any more"}};
}

/// An answer with something in each field, which no question gives.
inline control::FlowReport example_flows() {
  using std::chrono::seconds;
  const control::FlowView flow{.client = address("203.0.113.7"),
                               .client_port = 41'234,
                               .vip = address("192.0.2.10"),
                               .vip_port = 80,
                               .service = "web",
                               .backend = address("198.51.100.11"),
                               .idle = seconds(7),
                               .slot = 17};
  control::FlowView other = flow;
  other.client = address("2001:db8:1::7");
  other.vip = address("2001:db8::10");
  other.protocol = net::Protocol::kUdp;
  other.state = control::FlowState::kUdp;
  return {.taken_at = example_time(),
          .capacity = 65'536,
          .recorded = 2345,
          .matched = 1234,
          .unsettled = 1,
          .services = 1,
          .next = 96,
          .work = std::chrono::microseconds(1234),
          .longest = std::chrono::microseconds(512),
          .flows = {flow, other},
          .backends = {{.service = "web",
                        .backend = address("198.51.100.11"),
                        .flows = 10,
                        .unconfirmed = 1,
                        .established = 2,
                        .closing = 3,
                        .udp = 4}},
          .clients = {{.client = *net::IpPrefix::parse("203.0.113.0/24"), .flows = 1000, .uncertain = 3}}};
}

}  // namespace shunt::test
