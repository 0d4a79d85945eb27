// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/quantity.h"
#include "cli/service_table.h"
#include "cli/show.h"

namespace shunt::cli {
namespace {

std::string ago(control::WallTime then, control::WallTime now) {
  return duration(std::chrono::duration_cast<std::chrono::seconds>(std::max(now - then, now - now)));
}

std::string spread(const control::CheckStatus& check) {
  if (check.latency.count() == 0) return "-";
  return fmt::format("{} ({} to {})", milliseconds(check.latency), milliseconds(check.latency_min),
                     milliseconds(check.latency_max));
}

std::string last_answer(const control::CheckStatus& check) {
  std::string text = check.reason;
  const auto add = [&text](const std::string& more) { text += (text.empty() ? "" : "; ") + more; };
  if (!check.agent.empty()) add("agent: " + check.agent);
  if (text.empty()) text = "passed";
  const bool took_down = check.state == "down" && check.reason.empty();
  if (!check.full_size_reason.empty())
    add((took_down ? "down by full_size: down: " : "") + check.full_size_reason);
  return text;
}

std::string show_checks(const control::ServiceStatus& service, control::WallTime now, const Style& style) {
  Table table({{"BACKEND"},
               {"CHECK"},
               {"STATE"},
               {"SINCE", true},
               {"PASSED", true},
               {"FAILED", true},
               {"UNABLE", true},
               {"LAST, SPREAD"},
               {"LAST ANSWER"}});
  for (const auto& backend : service.backends) {
    if (!backend.health) continue;
    for (const auto& check : backend.health->checks)
      table.row({{backend.address.to_string()},
                 {fmt::format("{} {}{}", check.type, check.asked, check.via == "direct" ? " direct" : "")},
                 {check.state, check.state == "up"     ? Tone::kGood
                               : check.state == "down" ? Tone::kBad
                                                       : Tone::kPlain},
                 {ago(check.since, now)},
                 {count(check.passed)},
                 {count(check.failed)},
                 {count(check.unable)},
                 {spread(check)},
                 {last_answer(check)}});
  }
  return "\n" + table.text(style);
}

std::string show_passive(const control::ServiceStatus& service, control::WallTime now, const Style& style) {
  Table table({{"BACKEND"}, {"SYNS IN 10 S", true}, {"REPEATED", true}, {"SINCE", true}, {"THEY SAY"}});
  for (const auto& backend : service.backends) {
    if (!backend.health || !backend.health->passive) continue;
    const auto& passive = *backend.health->passive;
    table.row({{backend.address.to_string()},
               {count(passive.syns)},
               {count(passive.syns_repeated)},
               {ago(passive.since, now)},
               {passive.suspected ? passive.reason : "nothing against it",
                passive.suspected ? Tone::kBad : Tone::kPlain}});
  }
  return "\n" + table.text(style);
}

std::string show_transitions(const control::ServiceStatus& service, const Style& style) {
  Table table({{"AT"}, {"BACKEND"}, {"CHECK"}, {"FROM, TO"}, {"WHY"}});
  bool any = false;
  for (const auto& backend : service.backends) {
    if (!backend.health) continue;
    for (const auto& check : backend.health->checks)
      for (const auto& transition : check.transitions) {
        any = true;
        table.row({{instant(transition.at)},
                   {backend.address.to_string()},
                   {check.type},
                   {transition.from + " -> " + transition.to},
                   {transition.reason.empty() ? "passed" : transition.reason}});
      }
  }
  return any ? "\n" + table.text(style) : "";
}

}  // namespace

std::string show(const control::ServiceStatus& service, control::WallTime now, const Style& style) {
  auto table = services_table();
  add_service(table, service, now);
  const auto any = [&service](auto has) {
    return std::ranges::any_of(service.backends,
                               [has](const auto& each) { return each.health && has(*each.health); });
  };
  const bool checked = any([](const auto& health) { return !health.checks.empty(); });
  std::string text = table.text(style);
  text += checked ? show_checks(service, now, style) : "\nno health checks\n";
  if (any([](const auto& health) { return health.passive.has_value(); }))
    text += show_passive(service, now, style);
  return text + show_transitions(service, style);
}

}  // namespace shunt::cli
