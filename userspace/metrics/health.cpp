// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <string>

#include "metrics/families.h"

namespace shunt::metrics {
namespace {

using control::BackendHealth;
using control::CheckStatus;

constexpr Measure<BackendHealth> kBackendGauges[] = {
    {"shunt_backend_health_up", "1: all checks of the backend pass; 0: one fails, or it has not been asked yet.",
     [](const BackendHealth& health) { return health.state == "up" ? 1.0 : 0.0; }},
    {"shunt_backend_degraded", "1: up, but full-size packets do not arrive, or clients repeat their SYNs.",
     [](const BackendHealth& health) { return health.degraded ? 1.0 : 0.0; }}};

constexpr Measure<CheckStatus> kCheckGauges[] = {
    {"shunt_check_up", "1: the check passes; 0: it fails, or has not ended yet.",
     [](const CheckStatus& check) { return check.state == "up" ? 1.0 : 0.0; }},
    {"shunt_check_latency_seconds", "Of the last probe that passed; 0: none has.",
     [](const CheckStatus& check) { return std::chrono::duration<double>(check.latency).count(); }}};

constexpr Measure<CheckStatus> kCheckCounters[] = {
    {"shunt_check_probes_passed_total", "Probes that passed.",
     [](const CheckStatus& check) { return double(check.passed); }},
    {"shunt_check_probes_failed_total", "Probes that failed.",
     [](const CheckStatus& check) { return double(check.failed); }},
    {"shunt_check_probes_unable_total", "Probes that could not be sent, which says nothing of the backend.",
     [](const CheckStatus& check) { return double(check.unable); }}};

}  // namespace

/// Checks are told apart by number and type: a backend may have several of one type.
void show_health(const control::Status& status, const Sink& sink) {
  Series<BackendHealth> backends;
  Series<CheckStatus> checks;
  for (const auto& service : status.services)
    for (const auto& backend : service.backends) {
      if (!backend.health) continue;
      Labels labels{{"service", service.name}, {"backend", backend.address.to_string()}};
      std::size_t number = 0;
      for (const auto& check : backend.health->checks) {
        auto with = labels;
        with.push_back({"check", std::to_string(number++) + "-" + check.type});
        checks.add(check, std::move(with));
      }
      backends.add(*backend.health, std::move(labels));
    }
  backends.show_gauges(kBackendGauges, sink);
  checks.show_gauges(kCheckGauges, sink);
  checks.show_counters(kCheckCounters, sink);
}

}  // namespace shunt::metrics
