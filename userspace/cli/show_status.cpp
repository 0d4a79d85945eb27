// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/quantity.h"
#include "cli/report_text.h"
#include "cli/service_table.h"
#include "cli/show.h"
#include "log/escape.h"

namespace shunt::cli {
namespace {

std::string show_controller(const control::Status& status, control::WallTime now) {
  const auto running = std::chrono::duration_cast<std::chrono::seconds>(now - status.started_at);
  return fmt::format("shunt {}, pid {}, running for {}, on kernel {}\n{}, loaded {}, generation {}\n",
                     log::printable(status.version), status.pid, duration(running), log::printable(status.kernel),
                     log::printable(status.config_file), instant(status.loaded_at), status.generation);
}

/// Of a last reload that was refused; nothing of another.
std::string show_refused(const std::optional<control::LastReload>& last, const Style& style) {
  if (!last || last->applied) return "";
  Table table({{fmt::format("last reload: refused {}, nothing applied", instant(last->at))}});
  if (!last->by.empty()) table.line("  asked by " + last->by);
  for (const auto& error : last->errors) table.line("  " + error, Tone::kBad);
  if (last->errors_left_out > 0) table.line(fmt::format("  and {} more", count(last->errors_left_out)));
  return table.text(style);
}

/// How full the flow table is, and on a second line what it could not keep.
std::string show_flow_table(const control::FlowTableStatus& table, const Style& style) {
  if (table.capacity == 0) return "";
  std::string trouble;
  const auto add = [&trouble](std::uint64_t number, std::string_view what) {
    if (number > 0) trouble += fmt::format("{}{} {}", trouble.empty() ? "" : ", ", count(number), what);
  };
  add(table.refused_full, "refused as it was full");
  add(table.refused_rate, "refused by the rate limit");
  add(table.evicted, "evicted");
  return fmt::format("flow table: {} of {} ({}), {} unconfirmed\n", count(table.flows),
                     count(table.capacity, "flow"), share(table.flows, table.capacity), count(table.unconfirmed)) +
         (trouble.empty() ? "" : toned("flow table: " + trouble, Tone::kBad, style) + "\n");
}

/// What stands beside the file, wherever it is in a long list of services.
std::string show_overrides(const control::Status& status, const Style& style) {
  Table table({{"OVERRIDE"}});
  bool any = false;
  for (const control::ServiceStatus& service : status.services)
    for (const control::BackendStatus& backend : service.backends) {
      if (!backend.override) continue;
      any = true;
      table.row({{service.name + " " + backend.address.to_string() + ": " + override_text(*backend.override)}});
    }
  return any ? "\n" + table.text(style) : "";
}

std::string show_alarms(const control::Status& status, const Style& style) {
  if (status.alarms.empty()) return "";
  Table table({{"ALARM"}});
  for (const std::string& alarm : status.alarms) table.row({{alarm, Tone::kBad}});
  return "\n" + table.text(style);
}

std::string show_interfaces(const control::Status& status, const Style& style) {
  if (status.interfaces.empty()) return "\nno interfaces: `shunt attach IFACE` or `interfaces:` in the file\n";
  Table table({{"INTERFACE"}, {"ASKED"}, {"MODE"}, {"STATE"}});
  for (const control::InterfaceStatus& interface : status.interfaces) {
    const bool attached = interface.attached.has_value();
    table.row({{interface.name},
               {std::string(model::to_string(interface.configured))},
               {attached ? std::string(model::to_string(*interface.attached)) : "-",
                attached ? Tone::kGood : Tone::kBad},
               {interface.dispatcher ? interface.state + ", beside other programs" : interface.state}});
  }
  return "\n" + table.text(style);
}

std::string show_services(const control::Status& status, control::WallTime now, const Style& style) {
  if (status.services.empty()) return "\nno services\n";
  auto table = services_table();
  for (const control::ServiceStatus& service : status.services) add_service(table, service, now);
  return "\n" + table.text(style);
}

}  // namespace

std::string show(const control::Status& status, control::WallTime now, const Style& style) {
  return show_controller(status, now) + show_refused(status.reloads.last, style) +
         show_flow_table(status.flow_table, style) + show_alarms(status, style) + show_overrides(status, style) +
         show_interfaces(status, style) + show_services(status, now, style);
}

}  // namespace shunt::cli
