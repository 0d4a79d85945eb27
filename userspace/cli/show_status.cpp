// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/quantity.h"
#include "cli/show.h"

namespace shunt::cli {
namespace {

using control::BackendState;

Tone tone_of(BackendState state) {
  switch (state) {
    case BackendState::kReady: return Tone::kGood;
    case BackendState::kUnresolved:
    case BackendState::kDown: return Tone::kBad;
    case BackendState::kIdle:
    case BackendState::kDraining:
    case BackendState::kDisabled:
    case BackendState::kStandby:
    case BackendState::kRemoved: break;
  }
  return Tone::kPlain;
}

std::string show_controller(const control::Status& status, control::WallTime now) {
  const auto running = std::chrono::duration_cast<std::chrono::seconds>(now - status.started_at);
  return fmt::format("shunt {}, pid {}, running for {}, on kernel {}\n{}, loaded {}, generation {}\n",
                     status.version, status.pid, duration(running), status.kernel, status.config_file,
                     instant(status.loaded_at), status.generation);
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

std::string headline(const control::ServiceStatus& service) {
  std::string ports;
  for (const model::PortRange& range : service.ports) ports += " " + model::to_string(range);
  return fmt::format("{}  {}{}  {}  {}, {}", service.name, service.vip.to_string(), ports,
                     model::to_string(service.forwarding), model::to_string(service.scheduler),
                     count(service.table_size, "slot"));
}

std::string show_services(const control::Status& status, const Style& style) {
  if (status.services.empty()) return "\nno services\n";
  Table table({{"SERVICE, BACKEND"}, {"WEIGHT", true}, {"SLOTS", true}, {"STATE"}, {"NEXT HOP"}});
  for (const control::ServiceStatus& service : status.services) {
    table.line(headline(service), Tone::kStrong);
    for (const control::BackendStatus& backend : service.backends)
      table.row({{"  " + backend.address.to_string()},
                 {std::to_string(backend.weight)},
                 {share(backend.slots, service.table_size)},
                 {std::string(control::to_string(backend.state)), tone_of(backend.state)},
                 {backend.reason.empty() ? backend.next_hop : backend.reason}});
    if (service.backends.empty()) table.line("  no backends: its packets are dropped", Tone::kBad);
  }
  return "\n" + table.text(style);
}

}  // namespace

std::string show(const control::Status& status, control::WallTime now, const Style& style) {
  return show_controller(status, now) + show_alarms(status, style) + show_interfaces(status, style) +
         show_services(status, style);
}

}  // namespace shunt::cli
