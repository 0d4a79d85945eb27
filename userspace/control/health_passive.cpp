// SPDX-License-Identifier: Apache-2.0
// What passive health says of the backends, beside their checks.

#include "control/health.h"
#include "log/log.h"

namespace shunt::control {

void Health::watch(const std::vector<dataplane::Publisher::Service>& services) {
  passive_.look(services);
  std::set<std::string> changed;
  for (const auto& service : services) {
    const auto& name = service->config.name;
    const auto known = asked_.services.find(name);
    if (service->config.health.passive == model::Passive::kOff || known == asked_.services.end()) continue;
    for (auto& backend : known->second)
      if (follow_suspicion(name, backend)) changed.insert(name);
  }
  if (!changed.empty()) on_change_(changed);
}

// Whether it is in another state by it.
bool Health::follow_suspicion(const std::string& service, Backend& backend) {
  const auto* opinion = passive_.find(service, backend.address);
  const auto suspicion = opinion == nullptr ? std::string() : opinion->reason;
  if (suspicion != backend.suspicion) {
    backend.suspicion = suspicion;
    backend.suspicion_changed = std::chrono::system_clock::now();
    if (!backend.suspicion_counts && suspicion.empty())
      log::tell(log::Event::kBackendCleared, {.service = service, .backend = backend.address.to_string()},
                "clients no longer repeat their SYNs");
    if (!backend.suspicion_counts && !suspicion.empty())
      log::tell(log::Event::kBackendSuspected, {.service = service, .backend = backend.address.to_string()},
                suspicion);
  }
  const auto state = state_of(backend);
  if (state == backend.told) return false;
  tell(service, backend, std::exchange(backend.told, state));
  return true;
}

std::optional<PassiveStatus> Health::show_passive(const std::string& service, const Backend& backend) const {
  const auto* opinion = passive_.find(service, backend.address);
  if (opinion == nullptr) return std::nullopt;
  const auto syns = opinion->window.syns();
  return PassiveStatus{.suspected = opinion->suspected,
                       .reason = opinion->reason,
                       .since = backend.suspicion_changed,
                       .syns = syns.first,
                       .syns_repeated = syns.repeated};
}

Alarms Health::passive_alarms() const {
  Alarms alarms;
  if (passive_.is_blind())
    alarms.push_back({.id = "passive_blind",
                      .text = "passive health: the kernel does not tell its counters, backends stay as they are"});
  for (const auto& [service, backends] : asked_.services)
    for (const auto& backend : backends)
      if (!backend.suspicion.empty() && !backend.suspicion_counts)
        alarms.push_back({.id = "backend_suspected",
                          .of = service + " " + backend.address.to_string(),
                          .text = "service " + service + ": backend " + backend.address.to_string() + ": " +
                                  backend.suspicion});
  return alarms;
}

}  // namespace shunt::control
