// SPDX-License-Identifier: Apache-2.0
#include "doctor/findings/host.h"

#include <algorithm>
#include <iterator>

#include "doctor/findings/remedies.h"

namespace shunt::doctor {
namespace {

void append(Findings& all, Findings more) { std::move(more.begin(), more.end(), std::back_inserter(all)); }

Finding controller(const HostFacts& facts) {
  if (facts.controller) return {.severity = Severity::kOk, .id = "controller", .what = "the controller answers"};
  if (!facts.no_access.empty())
    return {.severity = Severity::kWarning,
            .id = "controller",
            .what = facts.no_access,
            .why = "whether it runs is not known, and health, counters and the spread of load are left out",
            .commands = {"sudo shunt doctor"}};
  return {.severity = Severity::kNote,
          .id = "controller",
          .what = "no controller answers: what only it knows is left out",
          .why = "health, counters and the spread of load are the controller's",
          .commands = {"systemctl start shunt", "shunt run --config FILE"}};
}

/// `alarm` without what stands in parentheses: reasons, which may name other addresses.
std::string without_reasons(std::string_view alarm) {
  std::string rest;
  int depth = 0;
  for (const char c : alarm) {
    if (c == ')' && depth > 0) --depth;
    if (c == '(') ++depth;
    if (depth == 0 && c != ')') rest += c;
  }
  return rest;
}

/// What asks the backends that an alarm names. It says "service web: ...: 198.51.100.11 (reason), ...", or "...:
/// web 198.51.100.11 (reason), ...".
std::vector<std::string> remedies_of(std::string_view alarm) {
  std::vector<std::string> commands{"shunt status"};
  const auto text = without_reasons(alarm);
  const bool of_one = text.starts_with("service ");
  std::string service, before;  // before: the word before, if it begins a part
  bool begins = true;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    auto word = text.substr(at, end - at);
    at = end + 1;
    const bool ends = word.ends_with(',') || word.ends_with(':');
    if (ends) word.pop_back();
    const auto backend = net::IpAddress::parse(word);
    if (of_one && service.empty() && before == "service") service = word;
    const auto& of = of_one ? service : before;
    if (backend && !of.empty()) commands.push_back("shunt doctor " + for_shell(of) + " " + backend->to_string());
    before = begins && !ends ? word : "";
    begins = ends;
  }
  return commands;
}

/// Of the services that are published, as far as they are known.
bool has_slots(const Way& way, const LoadFacts& load) {
  bool known = false;
  for (const auto& service : load.services)
    for (const auto& backend : service.backends) {
      if (backend.address != way.backend) continue;
      if (backend.slots > 0) return true;
      known = true;
    }
  return !known;
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
  for (auto way : facts.ways) {
    way.has_slots = has_slots(way, facts.load);
    append(all, examine(way, attached));
  }
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
                   .commands = remedies_of(alarm)});
  return all;
}

}  // namespace shunt::doctor
