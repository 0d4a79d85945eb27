// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "control/alarms.h"
#include "control/fingerprint.h"
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

void show_way(BackendStatus& status, model::Forwarding forwarding, const StatusSources& sources) {
  if (const auto obstacle = sources.ways.obstacle(forwarding, status.address)) {
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
  show_way(status, service.config.forwarding, sources);
  return status;
}

// What the file, its checks and operators say of the backend of that index, whether packets know it or not.
void show_configured(BackendStatus& status, const model::Service& service, std::size_t index,
                     const StatusSources& sources) {
  const auto& configured = service.backends[index];
  status.backup = configured.backup;
  status.health = sources.health.show(service, index);
  if (status.health && status.reason.empty() && status.state != BackendState::kReady)
    status.reason = status.health->reason;
  status.override =
      show_override(sources.traffic.overrides().find(service.name, status.address), configured.weight);
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
    status.backends.push_back(show_backend(service, backend, parts.backends[i], sources));
    show_configured(status.backends.back(), service.config, i, sources);
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
  status.healthy = parts.healthy;
  for (std::size_t i = 0; i < service.backends.size(); ++i) {
    auto& shown = status.backends.emplace_back(BackendStatus{.address = service.backends[i].address,
                                                             .weight = parts.backends[i].weight,
                                                             .state = parts.backends[i].state});
    show_way(shown, service.forwarding, sources);
    show_configured(shown, service, i, sources);
  }
  return status;
}

void add(const Alarms& alarms, Status& status) {
  for (const auto& [id, of, text] : alarms) {
    status.alarms.push_back(text);
    status.alarm_ids.push_back(of.empty() ? id : id + " " + of);
  }
}

// What is published is of the configuration, so that it is all of it if it is as many.
void add_waiting(const StatusSources& sources, const std::optional<std::string>& only, Status& status) {
  const auto& published = sources.traffic.publisher().services();
  if (published.size() == sources.config.services.size()) return;
  std::unordered_set<std::string_view> names;
  for (const auto& service : published) names.insert(service->config.name);
  for (const auto& service : sources.config.services) {
    if (names.contains(service.name) || (only && *only != service.name)) continue;
    status.services.push_back(show_waiting(service, sources));
    add(service_alarms(status.services.back()), status);
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

Status show_status(const StatusSources& sources, const std::optional<std::string>& only) {
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
    if (only && *only != service->config.name) continue;
    status.services.push_back(show_service(*service, sources));
    add(service_alarms(status.services.back()), status);
  }
  add_waiting(sources, only, status);
  if (only) return status;
  add(sources.health.alarms(), status);
  status.flow_table = show_flow_table(sources);
  add(flow_table_alarms(status.flow_table, sources.traffic.refuses()), status);
  status.interfaces = sources.interfaces.status();
  for (const auto& interface : status.interfaces) {
    const auto asked = interface.configured;
    const bool as_asked = interface.attached && (asked == model::AttachMode::kAuto || asked == interface.attached);
    if (!as_asked)
      add({{.id = "not_attached",
            .of = interface.name,
            .text = "interface " + interface.name + ": " + interface.state}},
          status);
  }
  add(sources.flaps.alarms(std::chrono::steady_clock::now()), status);
  if (sources.trouble)
    add({{.id = "next_hops_stale", .text = "next hops may be out of date: " + sources.trouble->message()}},
        status);
  add(reload_alarms(status.reloads, status.loaded_at), status);
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
