// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "cli/quantity.h"
#include "cli/show.h"

namespace shunt::cli {
namespace {

using control::Counter;
using control::InterfaceCounters;
using control::ServiceCounters;

using Cells = std::vector<Table::Cell>;

Cells cells(const std::string& name, const Counter& counter) {
  return {{name}, {count(counter.packets)}, {bytes(counter.bytes)}};
}

Cells cells(const std::string& name, const ServiceCounters& counters) {
  Cells row = cells(name, counters.forwarded);
  row.push_back({count(counters.dropped.packets), counters.dropped.packets > 0 ? Tone::kBad : Tone::kPlain});
  return row;
}

Cells cells(const std::string& name, const InterfaceCounters& counters) {
  return {{name},
          {count(counters.passed.packets)},
          {count(counters.dropped.packets), counters.dropped.packets > 0 ? Tone::kBad : Tone::kPlain},
          {count(counters.transmitted.packets)},
          {count(counters.redirected.packets)}};
}

Cells cells(const std::string& name, std::uint64_t packets) { return {{name}, {count(packets)}}; }

bool counted(const Counter& counter) { return counter.packets > 0; }
bool counted(const ServiceCounters& counters) { return counted(counters.forwarded) || counted(counters.dropped); }
bool counted(const InterfaceCounters& counters) {
  return counted(counters.passed) || counted(counters.dropped) || counted(counters.transmitted) ||
         counted(counters.redirected);
}

/// A row of the sum, and below it one for each CPU that has a part in it.
template <typename T>
void add_rows(Table& table, const std::string& name, const control::Counted<T>& value) {
  table.row(cells(name, value.total));
  const std::string indent(name.find_first_not_of(' ') + 2, ' ');
  for (std::size_t cpu = 0; cpu < value.per_cpu.size(); ++cpu)
    if (counted(value.per_cpu[cpu])) table.row(cells(indent + "cpu " + std::to_string(cpu), value.per_cpu[cpu]));
}

std::string show_services(const control::Stats& stats, const Style& style) {
  if (stats.services.empty()) return "no services\n";
  Table table({{"SERVICE, BACKEND"}, {"PACKETS", true}, {"BYTES", true}, {"DROPPED", true}});
  for (const control::ServiceStats& service : stats.services) {
    add_rows(table, service.name, service.counters);
    for (const control::BackendStats& backend : service.backends)
      add_rows(table, "  " + backend.address.to_string(), backend.forwarded);
  }
  return table.text(style);
}

std::string show_interfaces(const control::Stats& stats, const Style& style) {
  if (stats.interfaces.empty()) return "no interfaces\n";
  Table table({{"INTERFACE"}, {"PASSED", true}, {"DROPPED", true}, {"TRANSMITTED", true}, {"REDIRECTED", true}});
  for (const control::InterfaceStats& interface : stats.interfaces)
    add_rows(table, interface.name.empty() ? "(gone)" : interface.name, interface.counters);
  return table.text(style);
}

/// Reasons of one verdict, the most frequent first; those that never counted are left out.
std::string show_reasons(const control::Stats& stats, control::Verdict verdict, const Style& style) {
  std::vector<control::ReasonStats> reasons;
  for (const control::ReasonStats& reason : stats.reasons)
    if (reason.verdict == verdict && reason.packets.total > 0) reasons.push_back(reason);
  const bool dropped = verdict == control::Verdict::kDrop;
  if (reasons.empty()) return dropped ? "nothing dropped\n" : "";
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const auto& a, const auto& b) { return a.packets.total > b.packets.total; });
  Table table({{dropped ? "DROPPED" : "PASSED TO HOST"}, {"PACKETS", true}, {"BECAUSE"}});
  for (const control::ReasonStats& reason : reasons) {
    const std::size_t cpus = reason.packets.per_cpu.size();
    table.row({{reason.name}, {count(reason.packets.total)}, {reason.text}});
    for (std::size_t cpu = 0; cpu < cpus; ++cpu)
      if (reason.packets.per_cpu[cpu] > 0)
        table.row(cells("  cpu " + std::to_string(cpu), reason.packets.per_cpu[cpu]));
  }
  return table.text(style);
}

}  // namespace

std::string show(const control::Stats& stats, const Style& style) {
  const std::string passed = show_reasons(stats, control::Verdict::kPass, style);
  return show_services(stats, style) + "\n" + show_interfaces(stats, style) + "\n" +
         show_reasons(stats, control::Verdict::kDrop, style) + (passed.empty() ? "" : "\n" + passed);
}

}  // namespace shunt::cli
