// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <limits>
#include <string>

#include "metrics/families.h"

namespace shunt::metrics {
namespace {

using control::BackendHealth;
using control::CheckStatus;

double seconds(std::chrono::microseconds time) { return std::chrono::duration<double>(time).count(); }

constexpr Measure<BackendHealth> kBackendGauges[] = {
    {"shunt_backend_health_up", "1: all checks of the backend pass; 0: one fails, or it has not been asked yet.",
     [](const BackendHealth& health) { return health.state == "up" ? 1.0 : 0.0; }},
    {"shunt_backend_degraded", "1: up, but full-size packets do not arrive, or clients repeat their SYNs.",
     [](const BackendHealth& health) { return health.degraded ? 1.0 : 0.0; }}};

constexpr Measure<BackendHealth> kBackendCounters[] = {
    {"shunt_backend_health_transitions_total", "Changes between up and down, by its checks or passive health.",
     [](const BackendHealth& health) { return double(health.transitions); }}};

constexpr Measure<CheckStatus> kCheckGauges[] = {
    {"shunt_check_up", "1: the check passes; 0: it fails, or has not ended yet.",
     [](const CheckStatus& check) { return check.state == "up" ? 1.0 : 0.0; }},
    {"shunt_check_latency_seconds", "Of the last probe that passed; 0: none has.",
     [](const CheckStatus& check) { return seconds(check.latency); }}};

constexpr Measure<CheckStatus> kCheckCounters[] = {
    {"shunt_check_probes_passed_total", "Probes that passed.",
     [](const CheckStatus& check) { return double(check.passed); }},
    {"shunt_check_probes_failed_total", "Probes that failed.",
     [](const CheckStatus& check) { return double(check.failed); }},
    {"shunt_check_probes_unable_total", "Probes that could not be sent, which says nothing of the backend.",
     [](const CheckStatus& check) { return double(check.unable); }}};

prometheus::ClientMetric::Histogram histogram_of(const control::ProbeDurations& durations) {
  prometheus::ClientMetric::Histogram histogram{.sample_count = durations.count,
                                                .sample_sum = seconds(durations.sum)};
  for (const auto& bucket : durations.buckets) histogram.bucket.push_back({bucket.count, seconds(bucket.at_most)});
  histogram.bucket.push_back({durations.count, std::numeric_limits<double>::infinity()});
  return histogram;
}

void show_durations(const control::Status& status, const Sink& sink) {
  prometheus::MetricFamily family{.name = "shunt_service_probe_duration_seconds",
                                  .help = "How long the probes of the service's checks took that passed.",
                                  .type = prometheus::MetricType::Histogram,
                                  .metric = {}};
  for (const auto& service : status.services) {
    if (!service.probe_durations) continue;
    auto& metric = family.metric.emplace_back();
    metric.label = {{"service", service.name}};
    metric.histogram = histogram_of(*service.probe_durations);
  }
  sink(family);
}

}  // namespace

/// Checks are told apart by number and type: a backend may have several of one type.
void show_health(const control::Status& status, BackendLabels& labels, const Sink& sink) {
  Series<BackendHealth> backends;
  Series<CheckStatus> checks;
  for (const auto& service : status.services)
    for (const auto& backend : service.backends) {
      if (!backend.health) continue;
      auto mine = labels.of(service.name, backend.address);
      std::size_t number = 0;
      for (const auto& check : backend.health->checks) {
        auto with = mine;
        with.push_back({"check", std::to_string(number++) + "-" + check.type});
        checks.add(check, std::move(with));
      }
      backends.add(*backend.health, std::move(mine));
    }
  backends.show_gauges(kBackendGauges, sink);
  backends.show_counters(kBackendCounters, sink);
  checks.show_gauges(kCheckGauges, sink);
  checks.show_counters(kCheckCounters, sink);
  show_durations(status, sink);
}

}  // namespace shunt::metrics
