// SPDX-License-Identifier: Apache-2.0
#include "doctor/findings/host.h"

#include <iterator>

namespace shunt::doctor {
namespace {

void append(Findings& all, Findings more) { std::move(more.begin(), more.end(), std::back_inserter(all)); }

Finding controller(const HostFacts& facts) {
  if (facts.controller) return {.severity = Severity::kOk, .id = "controller", .what = "the controller answers"};
  return {.severity = Severity::kNote,
          .id = "controller",
          .what = "no controller answers: what only it knows is left out",
          .why = "health, counters and the spread of load are the controller's",
          .commands = {"systemctl start shunt", "shunt run --config FILE"}};
}

}  // namespace

Findings examine(const HostFacts& facts) {
  Findings all = examine(facts.kernel);
  append(all, examine(facts.memory));
  append(all, examine(facts.clock));
  std::vector<std::string> attached;
  for (const auto& interface : facts.interfaces) {
    append(all, examine(interface, facts.cpus));
    if (interface.attached) attached.push_back(interface.name);
  }
  for (const auto& way : facts.ways) append(all, examine(way, attached));
  for (const auto& vip : facts.vips)
    append(all, examine(vip, attached,
                        vip.vip.family() == net::Family::kIpv4 ? facts.forwards_ipv4 : facts.forwards_ipv6));
  append(all, examine(facts.load, facts.interfaces, facts.cpus));
  all.push_back(controller(facts));
  for (const auto& alarm : facts.alarms)
    all.push_back({.severity = Severity::kWarning,
                   .id = "alarm",
                   .what = alarm,
                   .why = "an alarm of the controller",
                   .commands = {"shunt status"}});
  return all;
}

}  // namespace shunt::doctor
