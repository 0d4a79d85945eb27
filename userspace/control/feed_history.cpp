// SPDX-License-Identifier: Apache-2.0
#include "control/feed_history.h"

#include <algorithm>

namespace shunt::control {
namespace {

using history::Measure;
using history::Values;

std::optional<std::uint64_t>& at(Values& values, Measure measure) {
  return values[static_cast<std::size_t>(measure)];
}

Values values_of(const Counter& counter) {
  Values values;
  at(values, Measure::kPackets) = counter.packets;
  at(values, Measure::kBytes) = counter.bytes;
  return values;
}

Values values_of(const BackendStats& backend, std::uint32_t flows) {
  Values values = values_of(backend.forwarded.total);
  at(values, Measure::kNewFlows) = backend.syns;
  at(values, Measure::kFlows) = flows;
  return values;
}

std::uint64_t packets_of(const InterfaceCounters& counters) {
  return counters.passed.packets + counters.dropped.packets + counters.transmitted.packets +
         counters.redirected.packets;
}

Values values_of(const InterfaceCounters& counters) {
  Values values;
  at(values, Measure::kPackets) = packets_of(counters);
  at(values, Measure::kBytes) =
      counters.passed.bytes + counters.dropped.bytes + counters.transmitted.bytes + counters.redirected.bytes;
  at(values, Measure::kDrops) = counters.dropped.packets;
  return values;
}

// New flows of a service: those of its backends, if they are counted.
Values values_of(const ServiceStats& service, std::uint64_t flows) {
  Values values = values_of(service.counters.total.forwarded);
  at(values, Measure::kDrops) = service.counters.total.dropped.packets;
  at(values, Measure::kFlows) = flows;
  for (const auto& backend : service.backends)
    if (backend.syns) at(values, Measure::kNewFlows) = at(values, Measure::kNewFlows).value_or(0) + *backend.syns;
  return values;
}

void feed_services(history::History& history, const Stats& stats, const Traffic& traffic) {
  const auto& counts = traffic.upkeep().counts().backends;
  const auto& services = traffic.publisher().services();
  std::vector<std::uint32_t> flows;
  for (std::size_t i = 0; i < services.size(); ++i) {  // stats are in the order of what is published
    flows.clear();
    std::uint64_t sum = 0;
    for (const auto& backend : services[i]->backends) {
      flows.push_back(counts[backend.stats->first()]);
      sum += flows.back();
    }
    history.service(stats.services[i].name, values_of(stats.services[i], sum));
    for (std::size_t j = 0; j < flows.size(); ++j) {
      const auto& backend = stats.services[i].backends[j];
      history.backend(backend.address, values_of(backend, flows[j]));
    }
  }
}

void feed_cpus(history::History& history, const std::vector<InterfaceStats>& interfaces) {
  std::vector<std::uint64_t> packets;
  for (const auto& interface : interfaces) {
    const auto& parts = interface.counters.per_cpu;
    packets.resize(std::max(packets.size(), parts.size()));
    for (std::size_t cpu = 0; cpu < parts.size(); ++cpu) packets[cpu] += packets_of(parts[cpu]);
  }
  for (std::size_t cpu = 0; cpu < packets.size(); ++cpu) {
    Values values;
    at(values, Measure::kPackets) = packets[cpu];
    history.cpu(static_cast<std::uint32_t>(cpu), values);
  }
}

}  // namespace

void feed(history::History& history, const Stats& stats, const Traffic& traffic) {
  feed_services(history, stats, traffic);
  for (const auto& interface : stats.interfaces)
    history.interface(interface.name, values_of(interface.counters.total));
  feed_cpus(history, stats.interfaces);
  for (const auto& reason : stats.reasons) {
    Values values;
    at(values, Measure::kPackets) = reason.packets.total;
    history.reason(reason.name, values);
  }
}

}  // namespace shunt::control
