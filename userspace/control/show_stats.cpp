// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "control/reasons.h"
#include "control/show.h"

namespace shunt::control {
namespace {

void operator+=(Counter& sum, const shunt_counter& part) {
  sum.packets += part.packets;
  sum.bytes += part.bytes;
}

void operator+=(InterfaceCounters& sum, const shunt_interface_counters& part) {
  sum.passed += part.passed;
  sum.dropped += part.dropped;
  sum.transmitted += part.transmitted;
  sum.redirected += part.redirected;
}

void operator+=(std::uint64_t& sum, const shunt_counter& part) { sum += part.packets; }

// Adds a row's parts to a sum through `member`, CPU by CPU if they are asked for.
template <typename T, typename Row, typename Member>
void add(Counted<T>& counted, const dataplane::PerCpu<Row>& row, bool per_cpu, Member member) {
  if (per_cpu) counted.per_cpu.resize(row.size());
  for (std::size_t cpu = 0; cpu < row.size(); ++cpu) {
    member(counted.total) += row[cpu];
    if (per_cpu) member(counted.per_cpu[cpu]) += row[cpu];
  }
}

constexpr auto kItself = [](auto& counter) -> auto& { return counter; };
constexpr auto kForwarded = [](ServiceCounters& counters) -> Counter& { return counters.forwarded; };
constexpr auto kDropped = [](ServiceCounters& counters) -> Counter& { return counters.dropped; };

}  // namespace

Stats show_stats(const dataplane::Publisher& publisher, const dataplane::Forwarder& forwarder,
                 const Interfaces& interfaces, bool per_cpu) {
  Stats stats{.taken_at = std::chrono::system_clock::now()};
  const auto backend_rows = forwarder.read_backend_stats();
  const auto drop_rows = forwarder.read_service_drops();
  for (const auto& service : publisher.services()) {
    auto& view = stats.services.emplace_back(ServiceStats{.name = service->config.name});
    add(view.counters, drop_rows[service->id->first()], per_cpu, kDropped);
    for (const auto& backend : service->backends) {
      const auto& row = backend_rows[backend.stats->first()];
      add(view.counters, row, per_cpu, kForwarded);
      auto& shown = view.backends.emplace_back(BackendStats{.address = backend.address});
      add(shown.forwarded, row, per_cpu, kItself);
      if (service->config.health.passive == model::Passive::kOff) continue;
      const auto syns = forwarder.read_syn_stats(backend.stats->first());
      if (!syns) continue;
      shown.syns = syns->first;
      shown.syns_repeated = syns->repeated;
    }
  }
  const auto interface_rows = forwarder.read_interface_stats();
  InterfaceStats unknown;
  for (std::uint32_t row = 0; row < interface_rows.size(); ++row) {
    const auto name = interfaces.name_of_row(row);
    auto& view = name.empty() ? unknown : stats.interfaces.emplace_back(InterfaceStats{.name = name});
    add(view.counters, interface_rows[row], per_cpu, kItself);
  }
  const auto& counters = unknown.counters.total;
  if (counters.passed.packets + counters.dropped.packets + counters.transmitted.packets +
          counters.redirected.packets >
      0) {
    stats.interfaces.push_back(std::move(unknown));
  }
  const auto reason_rows = forwarder.read_reason_stats();
  for (const auto& reason : kReasons) {
    auto& view = stats.reasons.emplace_back(ReasonStats{.name = std::string(reason.name),
                                                        .verdict = reason.drops ? Verdict::kDrop : Verdict::kPass,
                                                        .text = std::string(reason.text)});
    add(view.packets, reason_rows[reason.number], per_cpu, kItself);
  }
  return stats;
}

}  // namespace shunt::control
