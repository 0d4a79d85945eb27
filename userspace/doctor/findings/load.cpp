// SPDX-License-Identifier: Apache-2.0
// Whether packets are spread as they should be.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "doctor/findings/host.h"
#include "doctor/findings/remedies.h"

namespace shunt::doctor {
namespace {

// Fewer packets say nothing.
constexpr std::uint64_t kEnough = 1000;

double share(std::uint64_t part, std::uint64_t all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

/// A tenth of all more than is due, and half as much again.
bool is_too_much(double found, double due) { return found > due + 0.1 && found > due * 1.5; }

std::string shares_by_weight(const ServiceLoad& service) {
  std::string text;
  for (const auto& backend : service.backends) {
    if (backend.slots == 0) continue;
    if (text.size() > 200) return text + ", ...";
    text += fmt::format("{}{} {:.0f}%", text.empty() ? "" : ", ", backend.address.to_string(),
                        share(backend.slots, service.table_size) * 100);
  }
  return text;
}

/// Twice as many slots and what rounding adds: weights of 1 and 2 may get 513 and 1,027 slots.
bool is_about_even(std::uint32_t least, std::uint32_t most) { return most <= least * 2 + least / 50 + 2; }

/// Of backends that have slots: what is down takes nothing by its weight.
void add_weights(const ServiceLoad& service, Findings& all) {
  std::uint32_t least = 0, most = 0;
  for (const auto& backend : service.backends) {
    if (backend.slots == 0) continue;
    least = least == 0 ? backend.slots : std::min(least, backend.slots);
    most = std::max(most, backend.slots);
  }
  if (is_about_even(least, most)) return;
  all.push_back({Severity::kNote,
                 "uneven-weights",
                 service.name,
                 "the load is uneven since the weights are: " + shares_by_weight(service),
                 "weights of the file, `shunt backend weight`, slow start and agents decide the shares",
                 {"shunt status " + for_shell(service.name),
                  "shunt backend weight " + for_shell(service.name) + " BACKEND N"}});
}

void add_few_clients(const ServiceLoad& service, Findings& all) {
  if (service.packets < kEnough) return;
  const BackendLoad* worst = nullptr;
  double excess = 0;
  for (const auto& backend : service.backends) {
    const auto found = share(backend.packets, service.packets), due = share(backend.slots, service.table_size);
    if (backend.slots == 0 || !is_too_much(found, due) || found - due <= excess) continue;
    worst = &backend;
    excess = found - due;
  }
  if (worst == nullptr) return;
  const bool by_source = service.scheduler == model::Scheduler::kSource;
  all.push_back(
      {Severity::kWarning,
       "uneven-clients",
       service.name,
       fmt::format("{} has {:.0f}% of the packets and {:.0f}% of the slots: few clients, or a few heavy flows",
                   worst->address.to_string(), share(worst->packets, service.packets) * 100,
                   share(worst->slots, service.table_size) * 100),
       by_source ? "scheduler source: all flows of one client, or of one NAT, go to one backend"
                 : "flows are spread, not packets: a flow stays at its backend, however heavy it is",
       {by_source ? "scheduler: maglev in the configuration spreads the flows of one client"
                  : "scheduler: least-connections in the configuration, if flows are long",
        "shunt stats"}});
}

/// Where all packets come in by one queue, the processors cannot share them.
void add_hot_queue(const InterfaceFacts& interface, Findings& all) {
  if (interface.received.size() < 2) return;
  std::uint64_t sum = 0;
  const Queue* hot = &interface.received.front();
  for (const auto& queue : interface.received) {
    sum += queue.packets;
    if (queue.packets > hot->packets) hot = &queue;
  }
  const double due = 1.0 / static_cast<double>(interface.received.size());
  const auto name = for_shell(interface.name);
  if (sum < kEnough || !is_too_much(share(hot->packets, sum), due)) return;
  all.push_back(
      {Severity::kWarning,
       "hot-queue",
       interface.name,
       fmt::format("queue {} received {:.0f}% of the packets, of {} queues", hot->number,
                   share(hot->packets, sum) * 100, interface.received.size()),
       "RSS chooses the queue by addresses and ports: few clients, UDP hashed by addresses alone, or tunnels",
       {fmt::format("ethtool -X {} equal {}", name, interface.received.size()),
        fmt::format("ethtool -N {} rx-flow-hash udp4 sdfn", name), "ethtool -S " + name}});
}

void add_hot_cpu(const LoadFacts& load, const std::vector<InterfaceFacts>& interfaces, unsigned cpus,
                 Findings& all) {
  const auto sum = std::accumulate(load.cpus.begin(), load.cpus.end(), std::uint64_t{0});
  if (sum < kEnough || cpus < 2) return;
  const auto hot = std::ranges::max_element(load.cpus);
  if (!is_too_much(share(*hot, sum), 1.0 / cpus)) return;
  std::vector<std::string> commands{"shunt stats --per-cpu"};
  for (const auto& interface : interfaces) {
    const auto name = for_shell(interface.name);
    if (interface.queues == 1) commands.push_back(fmt::format("ethtool -L {} combined {}", name, cpus));
    commands.push_back("grep " + name + " /proc/interrupts");
  }
  all.push_back(
      {Severity::kWarning, "hot-cpu", fmt::format("CPU {}", hot - load.cpus.begin()),
       fmt::format("forwarded {:.0f}% of the packets, of {} processors", share(*hot, sum) * 100, cpus),
       "one processor does the work: its limit is the machine's. Queues, their interrupts or RSS are uneven",
       std::move(commands)});
}

}  // namespace

Findings examine(const LoadFacts& load, const std::vector<InterfaceFacts>& interfaces, unsigned cpus) {
  Findings all;
  for (const auto& service : load.services) {
    add_weights(service, all);
    add_few_clients(service, all);
  }
  for (const auto& interface : interfaces) add_hot_queue(interface, all);
  add_hot_cpu(load, interfaces, cpus, all);
  const auto sum = std::accumulate(load.cpus.begin(), load.cpus.end(), std::uint64_t{0});
  if (all.empty() && sum >= kEnough)
    all.push_back({Severity::kOk, "load", "", fmt::format("{} packets, spread as the tables say", sum)});
  return all;
}

}  // namespace shunt::doctor
