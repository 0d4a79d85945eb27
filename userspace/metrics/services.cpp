// SPDX-License-Identifier: Apache-2.0
#include "metrics/by_cpu.h"
#include "metrics/families.h"

namespace shunt::metrics {
namespace {

using control::ServiceCounters;
using control::ServiceStatus;

constexpr Measure<ServiceCounters> kCounters[] = {
    {"shunt_service_packets_total", "Packets to the service that were forwarded.",
     [](const ServiceCounters& counters) { return double(counters.forwarded.packets); }},
    {"shunt_service_bytes_total", "Their IP bytes as they came in.",
     [](const ServiceCounters& counters) { return double(counters.forwarded.bytes); }},
    {"shunt_service_dropped_packets_total", "Packets to the service that were dropped.",
     [](const ServiceCounters& counters) { return double(counters.dropped.packets); }},
    {"shunt_service_dropped_bytes_total", "Their IP bytes as they came in.",
     [](const ServiceCounters& counters) { return double(counters.dropped.bytes); }}};

constexpr Measure<ServiceStatus> kGauges[] = {
    {"shunt_service_backends", "Backends of the service, also those that are removed and have flows still.",
     [](const ServiceStatus& service) { return double(service.backends.size()); }},
    {"shunt_service_backends_up", "Backends that are no backups, and up.",
     [](const ServiceStatus& service) { return double(service.healthy); }},
    {"shunt_service_failing",
     "1: fewer backends are up than the quorum, and the service's fail policy is in force.",
     [](const ServiceStatus& service) { return service.failing.empty() ? 0.0 : 1.0; }},
    {"shunt_service_waiting", "1: not served yet, as its backends are being asked for the first time.",
     [](const ServiceStatus& service) { return service.waiting ? 1.0 : 0.0; }},
    {"shunt_service_slots", "Slots of the service's table; 0: no backend to choose.",
     [](const ServiceStatus& service) { return double(service.table_size); }},
    {"shunt_service_table_fingerprint", "Equal on instances whose tables send flows to the same backends.",
     [](const ServiceStatus& service) { return double(service.fingerprint); }},
    {"shunt_service_slots_migrating", "Slots that look flows up, since they changed backends a short time ago.",
     [](const ServiceStatus& service) { return double(service.slots_migrating); }},
    {"shunt_service_slots_tracked", "Slots that look flows up for those recorded at another backend than theirs.",
     [](const ServiceStatus& service) { return double(service.slots_tracked); }}};

}  // namespace

void show_services(const control::Status& status, const control::Stats& stats, const Sink& sink) {
  Series<ServiceCounters> counted;
  for (const auto& service : stats.services) add_counted(service.counters, {{"service", service.name}}, counted);
  counted.show_counters(kCounters, sink);
  Series<ServiceStatus> services;
  for (const auto& service : status.services) services.add(service, {{"service", service.name}});
  services.show_gauges(kGauges, sink);
}

}  // namespace shunt::metrics
