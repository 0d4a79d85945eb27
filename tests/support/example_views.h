// SPDX-License-Identifier: Apache-2.0
// One plausible controller in documentation addresses, for tests of what shows it.
#pragma once

#include "control/views.h"

namespace shunt::test {

inline control::WallTime example_time() {
  using namespace std::chrono;
  return sys_days(year(2026) / 11 / 21) + hours(1) + minutes(12) + seconds(22) + milliseconds(42);
}

inline net::IpAddress address(const char* text) { return net::IpAddress::parse(text).value(); }

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
  status.generation = 7;
  status.alarms = {"web: 1 of 3 backends has no next hop"};
  status.interfaces = {
      {"eth0", 2, model::AttachMode::kAuto, model::AttachMode::kNative, true, 117, "attached"},
      {"eth1", 3, model::AttachMode::kGeneric, model::AttachMode::kGeneric, false, 117, "attached"},
      {"eth9", 0, model::AttachMode::kAuto, std::nullopt, false, 0, "waiting for the interface to appear"}};
  status.services = {
      {"web",
       *net::IpPrefix::parse("192.0.2.10"),
       {http},
       model::Forwarding::kIpip,
       model::Scheduler::kMaglev,
       401,
       {{address("198.51.100.11"), 1, BackendState::kReady, 100, "eth1 02:00:5e:00:00:11", ""},
        {address("198.51.100.12"), 2, BackendState::kReady, 201, "eth0 02:00:5e:00:00:12 vlan 7", ""},
        {address("2001:db8:1::13"), 1, BackendState::kUnresolved, 100, "", "no route to 2001:db8:1::13"}}},
      {"dns",
       *net::IpPrefix::parse("2001:db8::/64"),
       {dns},
       model::Forwarding::kL2,
       model::Scheduler::kMaglev,
       0,
       {{address("2001:db8:1::21"), 0, BackendState::kIdle, 0, "eth1 02:00:5e:00:00:21", ""}}}};
  return status;
}

inline control::Stats example_stats(bool per_cpu) {
  using namespace control;
  Stats stats;
  stats.taken_at = example_time();
  stats.services = {{"web",
                     {{{1'234'567, 1'610'612'736}, {3, 180}}, {}},
                     {{address("198.51.100.11"), {{411'522, 536'870'912}, {}}},
                      {address("198.51.100.12"), {{823'045, 1'073'741'824}, {}}},
                      {address("2001:db8:1::13"), {{0, 0}, {}}}}},
                    {"dns", {}, {{address("2001:db8:1::21"), {}}}}};
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
  return {{},
          {"shunt.yaml:7:5: the backend 198.51.100.12 has weight 0"},
          {1, 0, 2},
          {3, 1, 0},
          {0, 1, 0},
          655,
          microseconds(12'345),
          microseconds(678)};
}

}  // namespace shunt::test
