// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/quantity.h"
#include "cli/report_text.h"
#include "cli/show.h"

namespace shunt::cli {
namespace {

bool any(const control::Changes& changes) { return changes.added + changes.removed + changes.changed > 0; }

/// "2 -> 3", or one number where only one says something.
std::string step(const control::BackendPlan& backend, std::uint32_t before, std::uint32_t after) {
  if (backend.change == "added") return count(after);
  if (backend.change == "removed" || before == after) return count(before);
  return fmt::format("{} -> {}", count(before), count(after));
}

std::string headline(const control::ServicePlan& service) {
  std::string text = fmt::format("{}  {}", service.name, service.change);
  if (service.change == "removed") return text;
  text += "  " + count(service.table_size, "slot");
  if (service.change == "added") return text;
  return text + fmt::format(": {} moved, {} tracked; {} recorded now", count(service.slots_moved),
                            count(service.slots_tracked), count(service.flows_recorded, "flow"));
}

std::string show_services(const control::PlanReport& report, const Style& style) {
  if (report.plan.empty()) return "";
  Table table({{"SERVICE, BACKEND"}, {"WEIGHT", true}, {"SLOTS", true}, {"CHANGE"}});
  for (const control::ServicePlan& service : report.plan) {
    table.line(headline(service), Tone::kStrong);
    for (const control::BackendPlan& backend : service.backends)
      table.row({{"  " + backend.address.to_string()},
                 {step(backend, backend.weight_before, backend.weight_after)},
                 {step(backend, backend.slots_before, backend.slots_after)},
                 {backend.change}});
  }
  return "\n" + table.text(style);
}

std::string show_breaks(const control::PlanReport& report, const Style& style) {
  if (report.breaks.empty()) return "";
  Table table({{"MOVES FLOWS"}});
  for (const std::string& reason : report.breaks) table.row({{reason, Tone::kBad}});
  return "\n" + table.text(style) + "`shunt reload` refuses this without --force\n";
}

}  // namespace

std::string show(const control::PlanReport& report, const Style& style) {
  std::string text = "nothing would change\n";
  if (any(report.services) || any(report.backends) || any(report.interfaces) || !report.plan.empty() ||
      !report.breaks.empty()) {
    text = changes_lines(report.services, report.backends, report.interfaces) +
           fmt::format("{:<14}{} of {} ({})\n{:<14}{}\n", "slots moved", count(report.slots_moved),
                       count(report.slots_total), share(report.slots_moved, report.slots_total), "slots tracked",
                       count(report.slots_tracked));
  }
  return text + override_lines(report.overrides) + show_services(report, style) + show_breaks(report, style);
}

}  // namespace shunt::cli
