// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "control/alarms.h"
#include "control/fingerprint.h"
#include "control/lines.h"
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

std::optional<BackendOverride> show_override(const model::Override* override, std::uint32_t file_weight) {
  if (override == nullptr) return std::nullopt;
  BackendOverride shown{
      .state = override->state, .left = {}, .weight = override->weight, .file_weight = file_weight};
  if (override->until) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(*override->until - std::chrono::system_clock::now());
    if (left.count() > 0) {
      shown.left = left;
    } else {
      shown.state = model::AdminState::kDisabled;  // what a drain becomes at its deadline
    }
  }
  return shown;
}

void show_way(BackendStatus& status, const dataplane::PublishedService& service, const StatusSources& sources) {
  if (const auto obstacle = sources.ways.obstacle(service.config.forwarding, status.address)) {
    if (status.state == BackendState::kReady) status.state = BackendState::kUnresolved;
    status.reason = *obstacle;
  } else {
    status.next_hop = describe(*sources.ways.egress.at(status.address).next_hop, sources.links);
  }
}

BackendStatus show_backend(const dataplane::PublishedService& service, const dataplane::PublishedBackend& backend,
                           const Part& part, const StatusSources& sources) {
  BackendStatus status{.address = backend.address,
                       .weight = part.weight,
                       .effective_weight = weight_of_share(backend.share.weight),
                       .state = part.state,
                       .slots = backend.slots,
                       .flows = sources.traffic.upkeep().counts().backends[backend.stats->first()]};
  show_way(status, service, sources);
  return status;
}

ServiceStatus show_service(const dataplane::PublishedService& service, const StatusSources& sources) {
  ServiceStatus status{.name = service.config.name,
                       .vip = service.config.vip,
                       .ports = service.config.ports,
                       .forwarding = service.config.forwarding,
                       .scheduler = service.config.scheduler,
                       .table_size = static_cast<std::uint32_t>(service.table->slots().size()),
                       .fingerprint = table_fingerprint(service),
                       .slots_migrating = service.table->migrating(),
                       .slots_tracked = service.table->tracked()};
  const auto parts = sources.traffic.parts(service.config);
  status.healthy = parts.healthy;
  status.probe_durations = sources.health.durations(service.config.name);
  if (parts.failing) status.failing = model::to_string(service.config.health.fail);
  for (std::size_t i = 0; i < service.backends.size(); ++i) {
    const auto& backend = service.backends[i];
    if (backend.removed) {
      status.backends.push_back(
          show_backend(service, backend, {.share = {}, .state = BackendState::kRemoved, .weight = 0}, sources));
      continue;
    }
    const auto& configured = service.config.backends[i];
    auto& shown = status.backends.emplace_back(show_backend(service, backend, parts.backends[i], sources));
    shown.backup = configured.backup;
    shown.health = sources.health.show(service.config, i);
    if (shown.health && shown.reason.empty() && shown.state != BackendState::kReady)
      shown.reason = shown.health->reason;
    shown.override =
        show_override(sources.traffic.overrides().find(service.config.name, backend.address), configured.weight);
  }
  return status;
}

// One that packets do not know yet.
ServiceStatus show_waiting(const model::Service& service, const StatusSources& sources) {
  ServiceStatus status{.name = service.name,
                       .vip = service.vip,
                       .ports = service.ports,
                       .forwarding = service.forwarding,
                       .scheduler = service.scheduler,
                       .waiting = true};
  status.probe_durations = sources.health.durations(service.name);
  const auto parts = sources.traffic.parts(service);
  for (std::size_t i = 0; i < service.backends.size(); ++i)
    status.backends.push_back({.address = service.backends[i].address,
                               .weight = parts.backends[i].weight,
                               .state = parts.backends[i].state,
                               .backup = service.backends[i].backup,
                               .health = sources.health.show(service, i)});
  return status;
}

// What is published is of the configuration, so that it is all of it if it is as many.
void add_waiting(const StatusSources& sources, Status& status) {
  const auto& published = sources.traffic.publisher().services();
  if (published.size() == sources.config.services.size()) return;
  std::unordered_set<std::string_view> names;
  for (const auto& service : published) names.insert(service->config.name);
  for (const auto& service : sources.config.services) {
    if (names.contains(service.name)) continue;
    status.services.push_back(show_waiting(service, sources));
    status.alarms.push_back("service " + service.name +
                            ": not served yet, its backends are being asked for the first time");
  }
}

FlowTableStatus show_flow_table(const StatusSources& sources) {
  const auto& counts = sources.traffic.upkeep().counts();
  const auto stats = sources.traffic.flow_stats();
  return {.capacity = sources.traffic.flow_capacity(sources.config.limits),
          .flows = counts.flows,
          .unconfirmed = counts.unconfirmed,
          .inserted = stats.recorded,
          .evicted = stats.evicted,
          .refused_full = stats.refused_full,
          .refused_rate = stats.refused_rate};
}

}  // namespace

Status show_status(const StatusSources& sources) {
  Status status{.version = std::string(core::version()),
                .kernel = kernel_release(),
                .pid = ::getpid(),
                .config_file = sources.config_file,
                .started_at = sources.started_at,
                .loaded_at = sources.loaded_at,
                .fingerprint = config_fingerprint(sources.config),
                .generation = sources.traffic.publisher().generation(),
                .reloads = sources.reloads};
  for (const auto& service : sources.traffic.publisher().services()) {
    status.services.push_back(show_service(*service, sources));
    append(status.alarms, service_alarms(status.services.back()));
  }
  add_waiting(sources, status);
  append(status.alarms, sources.health.alarms());
  status.flow_table = show_flow_table(sources);
  append(status.alarms, flow_table_alarms(status.flow_table, sources.traffic.refuses()));
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

BackendStatus show_backend_of(const Status& status, const std::string& service, const net::IpAddress& backend) {
  const auto found = std::ranges::find(status.services, service, &ServiceStatus::name);
  if (found == status.services.end()) return {};
  const auto shown = std::ranges::find(found->backends, backend, &BackendStatus::address);
  return shown == found->backends.end() ? BackendStatus{} : *shown;
}

}  // namespace shunt::control
