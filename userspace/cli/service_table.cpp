// SPDX-License-Identifier: Apache-2.0
#include "cli/service_table.h"

#include <fmt/format.h>

#include "cli/quantity.h"
#include "cli/report_text.h"

namespace shunt::cli {
namespace {

using control::BackendState;

Tone tone_of(const control::BackendStatus& backend) {
  if (backend.health && backend.health->degraded) return Tone::kBad;
  switch (backend.state) {
    case BackendState::kReady: return Tone::kGood;
    case BackendState::kUnresolved:
    case BackendState::kDown: return Tone::kBad;
    case BackendState::kIdle:
    case BackendState::kDraining:
    case BackendState::kDisabled:
    case BackendState::kStandby:
    case BackendState::kRemoved:
    case BackendState::kPending: break;
  }
  return Tone::kPlain;
}

std::string headline(const control::ServiceStatus& service) {
  std::string ports;
  for (const model::PortRange& range : service.ports) ports += " " + model::to_string(range);
  std::string text = fmt::format("{}  {}{}  {}  {}, {}", service.name, service.vip.to_string(), ports,
                                 model::to_string(service.forwarding), model::to_string(service.scheduler),
                                 count(service.table_size, "slot"));
  if (service.slots_migrating + service.slots_tracked > 0)
    text +=
        fmt::format(": {} migrating, {} tracked", count(service.slots_migrating), count(service.slots_tracked));
  if (!service.failing.empty())
    text += fmt::format("; {} up: failing {}", count(service.healthy), service.failing);
  if (service.waiting) text += "; not served yet: backends are being asked";
  return text;
}

std::string last_cell(const control::BackendStatus& backend) {
  if (!backend.reason.empty()) return backend.reason;
  if (backend.health && backend.health->degraded) return backend.health->reason;
  return backend.next_hop;
}

}  // namespace

Table services_table() {
  return Table(
      {{"SERVICE, BACKEND"}, {"WEIGHT", true}, {"SLOTS", true}, {"FLOWS", true}, {"STATE"}, {"NEXT HOP"}});
}

void add_service(Table& table, const control::ServiceStatus& service, control::WallTime now) {
  table.line(headline(service), Tone::kStrong);
  for (const control::BackendStatus& backend : service.backends)
    table.row({{"  " + backend.address.to_string()},
               {weight_text(backend)},
               {share(backend.slots, service.table_size)},
               {count(backend.flows)},
               {state_text(backend, now), tone_of(backend)},
               {last_cell(backend)}});
  if (service.backends.empty()) table.line("  no backends: its packets are dropped", Tone::kBad);
}

}  // namespace shunt::cli
