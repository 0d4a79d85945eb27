// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/quantity.h"
#include "cli/show.h"

namespace shunt::cli {
namespace {

std::string changes(std::string_view noun, const control::Changes& changes) {
  return fmt::format("{:<12}{} added, {} removed, {} changed\n", noun, count(changes.added),
                     count(changes.removed), count(changes.changed));
}

}  // namespace

std::string show(const control::ReloadReport& report) {
  return fmt::format("applied in {}, of which {} changing maps\n", milliseconds(report.total_time),
                     milliseconds(report.map_time)) +
         changes("services", report.services) + changes("backends", report.backends) +
         changes("interfaces", report.interfaces) +
         fmt::format("{:<12}{}\n", "slots moved", count(report.slots_moved));
}

std::string show(const control::AttachReport& report) {
  const control::InterfaceStatus& interface = report.interface;
  if (!interface.attached) return fmt::format("{}: {}\n", interface.name, interface.state);
  return fmt::format("{}: attached in {} mode{}\n", interface.name, model::to_string(*interface.attached),
                     interface.dispatcher ? ", beside other programs" : "");
}

}  // namespace shunt::cli
