// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/quantity.h"
#include "cli/report_text.h"
#include "cli/show.h"

namespace shunt::cli {
namespace {

std::string amount(std::string_view noun, std::uint64_t number) {
  return fmt::format("{:<14}{}\n", noun, count(number));
}

std::string waiting_line(std::uint32_t services) {
  if (services == 0) return "";
  return fmt::format("{:<14}{} {} first check; `shunt status` shows them\n", "waiting", count(services, "service"),
                     services == 1 ? "waits for its" : "wait for their");
}

}  // namespace

std::string show(const control::ReloadReport& report) {
  return fmt::format("applied in {}, of which {} changing maps\n", milliseconds(report.total_time),
                     milliseconds(report.map_time)) +
         changes_lines(report.services, report.backends, report.interfaces) +
         waiting_line(report.services_waiting) + amount("slots moved", report.slots_moved) +
         amount("slots tracked", report.slots_tracked) + override_lines(report.overrides);
}

std::string show(const std::string& service, const control::BackendReport& report) {
  const control::BackendStatus& backend = report.backend;
  return fmt::format("{} {}: {}, weight {}, {}; {} moved\n", service, backend.address.to_string(),
                     state_text(backend, std::chrono::system_clock::now()), weight_text(backend),
                     count(backend.flows, "flow"), count(report.slots_moved, "slot"));
}

std::string show(const control::AttachReport& report) {
  const control::InterfaceStatus& interface = report.interface;
  if (!interface.attached) return fmt::format("{}: {}\n", interface.name, interface.state);
  return fmt::format("{}: attached in {} mode{}\n", interface.name, model::to_string(*interface.attached),
                     interface.dispatcher ? ", beside other programs" : "");
}

}  // namespace shunt::cli
