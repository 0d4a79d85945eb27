// SPDX-License-Identifier: Apache-2.0
#include "cli/top/pane.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "cli/report_text.h"

namespace shunt::cli::top {
namespace {

using control::Counter;
using control::InterfaceCounters;

constexpr double kBitsPerByte = 8;

// A processor that has so much more than its share, of so much that it matters, is worth a look.
constexpr double kHotShare = 2;
constexpr double kHotPackets = 1000;

template <typename View>
using ByName = std::unordered_map<std::string, const View*>;

template <typename View>
ByName<View> by_name(const std::vector<View>* views) {
  ByName<View> names;
  if (views == nullptr) return names;
  for (const auto& view : *views) names.emplace(view.name, &view);
  return names;
}

template <typename View>
const View* find(const ByName<View>& names, const std::string& name) {
  const auto found = names.find(name);
  return found == names.end() ? nullptr : found->second;
}

using Number = std::optional<double>;

void add(Number& sum, const Number& part) {
  if (part) sum = sum.value_or(0) + *part;
}

struct Rates {
  Number packets;
  Number bits;
};

Rates rates(const Counter* before, const Counter& now, double seconds) {
  if (before == nullptr) return {};
  Rates rates{rate_of(before->packets, now.packets, seconds), rate_of(before->bytes, now.bytes, seconds)};
  if (rates.bits) *rates.bits *= kBitsPerByte;
  return rates;
}

struct InterfaceRates {
  Rates passed, dropped, transmitted, redirected;

  [[nodiscard]] Rates sum() const {
    Rates all;
    for (const Rates* part : {&passed, &dropped, &transmitted, &redirected}) {
      add(all.packets, part->packets);
      add(all.bits, part->bits);
    }
    return all;
  }
};

InterfaceRates rates(const InterfaceCounters* before, const InterfaceCounters& now, double seconds) {
  if (before == nullptr) return {};
  return {rates(&before->passed, now.passed, seconds), rates(&before->dropped, now.dropped, seconds),
          rates(&before->transmitted, now.transmitted, seconds),
          rates(&before->redirected, now.redirected, seconds)};
}

Number percent(const Number& part, const Number& whole) {
  return part && whole && *whole > 0 ? Number(*part / *whole * 100) : std::nullopt;
}

double number(std::uint64_t count) { return static_cast<double>(count); }

std::string note_of(const control::ServiceStatus& service) {
  if (service.waiting) return "waits for its first health checks";
  const auto ready =
      std::ranges::count(service.backends, control::BackendState::kReady, &control::BackendStatus::state);
  std::string note = std::to_string(ready) + " of " + std::to_string(service.backends.size()) + " ready";
  if (!service.failing.empty()) note += ", fail " + service.failing;
  return note;
}

bool is_bad(const control::BackendStatus& backend) {
  return backend.state == control::BackendState::kDown || backend.state == control::BackendState::kUnresolved;
}

Pane services(const Sample* before, const Sample& now, double seconds) {
  Pane pane{.subject = Subject::kServices,
            .row_word = "service",
            .columns = {{"packets", "PACKETS/S"},
                        {"bits", "BIT/S", Unit::kBits},
                        {"drops", "DROPS/S"},
                        {"flows", "FLOWS", Unit::kCount}}};
  const auto old = by_name(before == nullptr ? nullptr : &before->stats.services);
  const auto states = by_name(&now.status.services);
  for (const auto& service : now.stats.services) {
    const auto* was = find(old, service.name);
    const auto forwarded = rates(was == nullptr ? nullptr : &was->counters.total.forwarded,
                                 service.counters.total.forwarded, seconds);
    const auto dropped =
        rates(was == nullptr ? nullptr : &was->counters.total.dropped, service.counters.total.dropped, seconds);
    Row row{.name = service.name, .numbers = {forwarded.packets, forwarded.bits, dropped.packets, std::nullopt}};
    if (const auto* state = find(states, service.name)) {
      std::uint64_t flows = 0;
      for (const auto& backend : state->backends) flows += backend.flows;
      row.numbers[3] = number(flows);
      row.note = note_of(*state);
      row.bad = std::ranges::any_of(state->backends, is_bad);
    }
    row.bad = row.bad || dropped.packets.value_or(0) > 0;
    pane.rows.push_back(std::move(row));
  }
  return pane;
}

const control::BackendStats* backend_of(const control::ServiceStats* service, const net::IpAddress& address) {
  if (service == nullptr) return nullptr;
  const auto found = std::ranges::find(service->backends, address, &control::BackendStats::address);
  return found == service->backends.end() ? nullptr : &*found;
}

Pane backends(const std::string& name, const Sample* before, const Sample& now, double seconds) {
  Pane pane{.subject = Subject::kBackends,
            .row_word = "backend",
            .columns = {{"packets", "PACKETS/S"},
                        {"bits", "BIT/S", Unit::kBits},
                        {"share", "SHARE", Unit::kPercent},
                        {"flows", "FLOWS", Unit::kCount},
                        {"slots", "SLOTS", Unit::kCount}}};
  const auto* service = find(by_name(&now.stats.services), name);
  if (service == nullptr) return pane;
  const auto* was = before == nullptr ? nullptr : find(by_name(&before->stats.services), name);
  const auto* state = find(by_name(&now.status.services), name);
  Number sum;
  for (const auto& backend : service->backends) {
    const auto* earlier = backend_of(was, backend.address);
    const auto sent =
        rates(earlier == nullptr ? nullptr : &earlier->forwarded.total, backend.forwarded.total, seconds);
    Row row{.name = backend.address.to_string(),
            .numbers = {sent.packets, sent.bits, std::nullopt, std::nullopt, std::nullopt}};
    add(sum, sent.packets);
    if (state != nullptr) {
      const auto shown = std::ranges::find(state->backends, backend.address, &control::BackendStatus::address);
      if (shown != state->backends.end()) {
        row.numbers[3] = number(shown->flows);
        row.numbers[4] = number(shown->slots);
        row.note = state_text(*shown, now.stats.taken_at) + (shown->reason.empty() ? "" : ": " + shown->reason);
        row.bad = is_bad(*shown);
      }
    }
    pane.rows.push_back(std::move(row));
  }
  for (auto& row : pane.rows) row.numbers[2] = percent(row.numbers[0], sum);
  return pane;
}

Pane interfaces(const Sample* before, const Sample& now, double seconds) {
  Pane pane{.subject = Subject::kInterfaces,
            .row_word = "interface",
            .columns = {{"packets", "PACKETS/S"},
                        {"bits", "BIT/S", Unit::kBits},
                        {"drops", "DROPS/S"},
                        {"transmitted", "SENT/S"},
                        {"redirected", "REDIRECTED/S"},
                        {"passed", "TO HOST/S"}}};
  const auto old = by_name(before == nullptr ? nullptr : &before->stats.interfaces);
  const auto states = by_name(&now.status.interfaces);
  for (const auto& interface : now.stats.interfaces) {
    const auto* was = find(old, interface.name);
    const auto all = rates(was == nullptr ? nullptr : &was->counters.total, interface.counters.total, seconds);
    Row row{.name = interface.name.empty() ? "(gone)" : interface.name,
            .numbers = {all.sum().packets, all.sum().bits, all.dropped.packets, all.transmitted.packets,
                        all.redirected.packets, all.passed.packets}};
    if (const auto* state = find(states, interface.name)) {
      row.note = state->attached ? std::string(model::to_string(*state->attached)) : state->state;
      row.bad = !state->attached;
    }
    pane.rows.push_back(std::move(row));
  }
  return pane;
}

Pane cpus(const Sample* before, const Sample& now, double seconds) {
  Pane pane{.subject = Subject::kCpus,
            .row_word = "cpu",
            .columns = {{"packets", "PACKETS/S"},
                        {"share", "SHARE", Unit::kPercent},
                        {"bits", "BIT/S", Unit::kBits},
                        {"drops", "DROPS/S"}},
            .bars = true};
  const auto old = by_name(before == nullptr ? nullptr : &before->stats.interfaces);
  std::size_t count = 0;
  for (const auto& interface : now.stats.interfaces) count = std::max(count, interface.counters.per_cpu.size());
  Number sum;
  for (std::size_t cpu = 0; cpu < count; ++cpu) {
    Row row{.name = "cpu " + std::to_string(cpu), .numbers = std::vector<Number>(4)};
    for (const auto& interface : now.stats.interfaces) {
      const auto* was = find(old, interface.name);
      const auto& parts = interface.counters.per_cpu;
      if (was == nullptr || cpu >= parts.size() || cpu >= was->counters.per_cpu.size()) continue;
      const auto all = rates(&was->counters.per_cpu[cpu], parts[cpu], seconds);
      add(row.numbers[0], all.sum().packets);
      add(row.numbers[2], all.sum().bits);
      add(row.numbers[3], all.dropped.packets);
    }
    add(sum, row.numbers[0]);
    pane.rows.push_back(std::move(row));
  }
  for (auto& row : pane.rows) {
    row.numbers[1] = percent(row.numbers[0], sum);
    const double fair = sum.value_or(0) / static_cast<double>(count);
    row.bad =
        count > 1 && row.numbers[0].value_or(0) > std::max(kHotPackets, std::min(kHotShare * fair, 0.9 * *sum));
  }
  return pane;
}

Pane drops(const Sample* before, const Sample& now, double seconds) {
  Pane pane{.subject = Subject::kDrops,
            .row_word = "reason",
            .columns = {{"drops", "DROPS/S"}, {"packets", "ALL", Unit::kCount}}};
  const auto old = by_name(before == nullptr ? nullptr : &before->stats.reasons);
  for (const auto& reason : now.stats.reasons) {
    if (reason.verdict != control::Verdict::kDrop || reason.packets.total == 0) continue;
    const auto* was = find(old, reason.name);
    const auto rate = was == nullptr ? Number() : rate_of(was->packets.total, reason.packets.total, seconds);
    pane.rows.push_back({.name = reason.name,
                         .numbers = {rate, number(reason.packets.total)},
                         .note = reason.text,
                         .bad = rate.value_or(0) > 0});
  }
  return pane;
}

}  // namespace

double seconds_between(const Sample& before, const Sample& now) {
  const double ours = std::chrono::duration<double>(now.at - before.at).count();
  const double theirs = std::chrono::duration<double>(now.stats.taken_at - before.stats.taken_at).count();
  return theirs > 0 && std::abs(theirs - ours) < 1 ? theirs : ours;
}

std::optional<double> rate_of(std::optional<std::uint64_t> before, std::uint64_t now, double seconds) {
  if (!before || *before > now || seconds <= 0) return std::nullopt;
  return number(now - *before) / seconds;
}

Pane make_pane(Subject subject, const std::string& service, const Sample* before, const Sample& now) {
  const double seconds = before == nullptr ? 0 : seconds_between(*before, now);
  switch (subject) {
    case Subject::kServices: return services(before, now, seconds);
    case Subject::kBackends: return backends(service, before, now, seconds);
    case Subject::kInterfaces: return interfaces(before, now, seconds);
    case Subject::kCpus: return cpus(before, now, seconds);
    case Subject::kDrops: break;
  }
  return drops(before, now, seconds);
}

Totals totals_of(const Sample* before, const Sample& now) {
  Totals totals{.flows = now.status.flow_table.flows};
  for (const auto& row : make_pane(Subject::kServices, "", before, now).rows) {
    add(totals.packets, row.numbers[0]);
    add(totals.bits, row.numbers[1]);
  }
  for (const auto& row : make_pane(Subject::kDrops, "", before, now).rows) add(totals.drops, row.numbers[0]);
  if (before != nullptr && !totals.drops) totals.drops = 0;
  return totals;
}

}  // namespace shunt::cli::top
