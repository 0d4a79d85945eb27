// SPDX-License-Identifier: Apache-2.0
#include "metrics/families.h"

namespace shunt::metrics {
namespace {

using control::BackendState;
using control::BackendStats;
using control::BackendStatus;

constexpr Measure<BackendStats> kCounters[] = {
    {"shunt_backend_packets_total", "Packets that were forwarded to the backend.",
     [](const BackendStats& backend) { return double(backend.forwarded.total.packets); }},
    {"shunt_backend_bytes_total", "Their IP bytes as they came in, without encapsulation.",
     [](const BackendStats& backend) { return double(backend.forwarded.total.bytes); }}};

constexpr Measure<BackendStats> kSynCounters[] = {
    {"shunt_backend_new_flows_total", "TCP flows that began: first SYNs. Of services with passive health.",
     [](const BackendStats& backend) { return double(backend.syns.value_or(0)); }},
    {"shunt_backend_syns_repeated_total",
     "SYNs that clients sent again, as no answer had come. Of services with passive health.",
     [](const BackendStats& backend) { return double(backend.syns_repeated.value_or(0)); }}};

constexpr Measure<BackendStatus> kGauges[] = {
    {"shunt_backend_ready", "1: takes new flows.",
     [](const BackendStatus& backend) { return backend.state == BackendState::kReady ? 1.0 : 0.0; }},
    {"shunt_backend_resolved", "1: its next hop is known.",
     [](const BackendStatus& backend) { return backend.next_hop.empty() ? 0.0 : 1.0; }},
    {"shunt_backend_weight", "What is asked for, by the file or an override.",
     [](const BackendStatus& backend) { return double(backend.weight); }},
    {"shunt_backend_effective_weight", "What slow start, drains, agents and health make of it.",
     [](const BackendStatus& backend) { return double(backend.effective_weight); }},
    {"shunt_backend_slots", "Slots of the service's table that name the backend.",
     [](const BackendStatus& backend) { return double(backend.slots); }},
    {"shunt_backend_flows", "Live flows of the backend that the flow table records.",
     [](const BackendStatus& backend) { return double(backend.flows); }}};

template <typename Service>
std::size_t backends_of(const std::vector<Service>& services) {
  std::size_t count = 0;
  for (const auto& service : services) count += service.backends.size();
  return count;
}

}  // namespace

void show_backends(const control::Status& status, const control::Stats& stats, BackendLabels& labels,
                   const Sink& sink) {
  {
    Series<BackendStats> counted, watched;
    counted.reserve(backends_of(stats.services));
    for (const auto& service : stats.services)
      for (const auto& backend : service.backends) {
        counted.add(backend, labels.of(service.name, backend.address));
        if (backend.syns) watched.add(backend, labels.of(service.name, backend.address));
      }
    counted.show_counters(kCounters, sink);
    watched.show_counters(kSynCounters, sink);
  }
  Series<BackendStatus> backends;
  backends.reserve(backends_of(status.services));
  for (const auto& service : status.services)
    for (const auto& backend : service.backends) backends.add(backend, labels.of(service.name, backend.address));
  backends.show_gauges(kGauges, sink);
}

}  // namespace shunt::metrics
