// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "control/show.h"
#include "core/version.h"

namespace shunt::control {
namespace {

std::string kernel_release() {
  utsname names{};
  return ::uname(&names) == 0 ? names.release : "";
}

std::string describe(const shunt_next_hop& row, const route::LinkTable& links) {
  const auto* link = links.find(row.ifindex);
  net::MacAddress mac;
  std::ranges::copy(row.destination_mac, mac.bytes.begin());
  std::string text = (link == nullptr ? "?" : link->name) + " " + mac.to_string();
  if ((row.flags & SHUNT_VLAN_PRESENT) != 0) text += " vlan " + std::to_string(ntohs(row.vlan) & 0xfff);
  return text;
}

BackendStatus show_backend(const dataplane::PublishedService& service, const dataplane::PublishedBackend& backend,
                           const StatusSources& sources) {
  BackendStatus status{.address = backend.address,
                       .weight = backend.weight,
                       .effective_weight = backend.weight,
                       .slots = backend.slots};
  if (const auto obstacle = sources.ways.obstacle(service.config, backend.address)) {
    status.state = BackendState::kUnresolved;
    status.reason = *obstacle;
    return status;
  }
  status.state = backend.weight == 0 ? BackendState::kIdle : BackendState::kReady;
  status.next_hop = describe(*sources.ways.egress.at(backend.address).next_hop, sources.links);
  return status;
}

ServiceStatus show_service(const dataplane::PublishedService& service, const StatusSources& sources) {
  ServiceStatus status{.name = service.config.name,
                       .vip = service.config.vip,
                       .ports = service.config.ports,
                       .forwarding = service.config.forwarding,
                       .scheduler = service.config.scheduler,
                       .table_size = static_cast<std::uint32_t>(service.table->positions.size())};
  for (const auto& backend : service.backends) status.backends.push_back(show_backend(service, backend, sources));
  return status;
}

void add_service_alarms(const ServiceStatus& service, std::vector<std::string>& alarms) {
  const auto unresolved = std::ranges::count(service.backends, BackendState::kUnresolved, &BackendStatus::state);
  if (service.table_size == 0) {
    alarms.push_back("service " + service.name + " has no backend with a weight: all its packets are dropped");
  } else if (unresolved == std::ssize(service.backends)) {
    alarms.push_back("service " + service.name + ": no backend can be reached: all its packets are dropped");
  } else if (unresolved > 0) {
    alarms.push_back("service " + service.name + ": " + std::to_string(unresolved) + " of " +
                     std::to_string(service.backends.size()) +
                     " backends cannot be reached: the packets of their slots are dropped");
  }
}

}  // namespace

Status show_status(const StatusSources& sources) {
  Status status{.version = std::string(core::version()),
                .kernel = kernel_release(),
                .pid = ::getpid(),
                .config_file = sources.config_file,
                .started_at = sources.started_at,
                .loaded_at = sources.loaded_at,
                .generation = sources.publisher.generation()};
  for (const auto& service : sources.publisher.services()) {
    status.services.push_back(show_service(*service, sources));
    add_service_alarms(status.services.back(), status.alarms);
  }
  status.interfaces = sources.interfaces.status();
  for (const auto& interface : status.interfaces) {
    const auto asked = interface.configured;
    const bool as_asked = interface.attached && (asked == model::AttachMode::kAuto || asked == interface.attached);
    if (!as_asked) status.alarms.push_back("interface " + interface.name + ": " + interface.state);
  }
  if (sources.trouble) status.alarms.push_back("next hops may be out of date: " + sources.trouble->message());
  return status;
}

Changes interface_changes(const std::vector<InterfaceStatus>& before, const std::vector<model::Interface>& after) {
  Changes changes;
  std::uint32_t kept = 0;
  for (const auto& interface : after) {
    const auto old = std::ranges::find(before, interface.name, &InterfaceStatus::name);
    if (old == before.end()) {
      ++changes.added;
      continue;
    }
    ++kept;
    if (old->configured != interface.mode) ++changes.changed;
  }
  changes.removed = static_cast<std::uint32_t>(before.size()) - kept;
  return changes;
}

void fill(ReloadReport& report, const dataplane::PublishReport& published) {
  report.services = {published.services.added, published.services.removed, published.services.changed};
  report.backends = {published.backends.added, published.backends.removed, published.backends.changed};
  report.slots_moved = published.slots_moved;
  report.map_time = published.map_time;
}

}  // namespace shunt::control
