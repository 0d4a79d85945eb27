// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "control/health.h"
#include "net/endpoint.h"

namespace shunt::control {
namespace {

std::string asked_text(const health::Target& target) {
  if (target.check->port == 0) return target.address.to_string();
  return net::endpoint_text(target.address, target.check->port);
}

std::string agent_text(const health::AgentReport& report) {
  using Admin = health::AgentReport::Admin;
  std::string text;
  const auto add = [&text](const std::string& word) { text += (text.empty() ? "" : ", ") + word; };
  if (report.percent) add(std::to_string(*report.percent) + "%");
  if (report.admin == Admin::kReady) add("ready");
  if (report.admin == Admin::kDrain) add("drain");
  if (report.admin == Admin::kMaintenance) add("maintenance");
  if (report.up) add(*report.up ? "up" : "down");
  return report.description.empty() ? text : text + " (#" + report.description + ")";
}

CheckStatus show_check(const health::Target& target, const health::CheckStatus& status) {
  const auto spread = status.latency.spread();
  CheckStatus view{.type = std::string(model::to_string(target.check->type)),
                   .via = std::string(model::to_string(target.check->via)),
                   .asked = asked_text(target),
                   .state = std::string(to_string(status.state)),
                   .reason = status.reason,
                   .since = status.since,
                   .latency = status.latency.last(),
                   .latency_min = spread.min,
                   .latency_mean = spread.mean,
                   .latency_max = spread.max,
                   .passed = status.passed,
                   .failed = status.failed,
                   .unable = status.unable,
                   .full_size_reason = status.full_size_reason,
                   .agent = status.agent ? agent_text(*status.agent) : "",
                   .transitions = {}};
  for (const auto& transition : status.transitions)
    view.transitions.push_back({.at = transition.at,
                                .from = std::string(to_string(transition.from)),
                                .to = std::string(to_string(transition.to)),
                                .reason = transition.reason});
  return view;
}

}  // namespace

std::optional<BackendHealth> Health::show(const model::Service& service, std::size_t index) const {
  const auto* backends = find(service.name);
  const auto* backend = backends == nullptr ? nullptr : find(*backends, service, index);
  if (backend == nullptr) return std::nullopt;
  BackendHealth view{.state = std::string(to_string(state_of(*backend))),
                     .reason = reason_of(*backend),
                     .transitions = backend->transitions};
  for (const auto* check : backend->checks) {
    const auto& status = check->status();
    view.checks.push_back(show_check(check->target(), status));
    view.since = std::max(view.since, status.since);
    if (!status.degraded) continue;
    view.degraded = true;
    if (view.reason.empty()) view.reason = status.full_size_reason;
  }
  view.passive = show_passive(service.name, *backend);
  if (view.passive) view.since = std::max(view.since, view.passive->since);
  if (backend->suspicion.empty()) return view;
  view.degraded = view.degraded || !backend->suspicion_counts;
  if (view.reason.empty()) view.reason = backend->suspicion;
  return view;
}

std::optional<ProbeDurations> Health::durations(const std::string& service) const {
  const auto* backends = find(service);
  if (backends == nullptr || std::ranges::all_of(*backends, [](const auto& each) { return each.checks.empty(); }))
    return std::nullopt;
  const auto known = durations_.find(service);
  const auto& durations = known == durations_.end() ? health::Durations() : *known->second;
  ProbeDurations view{.sum = durations.sum()};
  for (std::size_t i = 0; i < health::Durations::kBounds.size(); ++i) {
    view.count += durations.counts()[i];
    view.buckets.push_back({.at_most = health::Durations::kBounds[i], .count = view.count});
  }
  view.count += durations.counts().back();
  return view;
}

// The backends with such a reason, in order.
Listing Health::listed(std::string (*why)(const health::CheckStatus&)) const {
  std::set<std::pair<std::string, std::string>> reasons;
  for (const auto& [check, users] : asked_.users)
    if (auto reason = why(check->status()); !reason.empty())
      reasons.emplace(users.front().service + " " + check->target().backend.to_string(), std::move(reason));
  Listing listing;
  for (const auto& [who, reason] : reasons) listing.add(who, reason);
  return listing;
}

Alarms Health::alarms() const {
  Alarms alarms;
  if (!probe_ways_.trouble().empty())
    alarms.push_back({.id = "checks_unable", .text = "health checks cannot be sent: " + probe_ways_.trouble()});
  const auto unable = listed([](const health::CheckStatus& status) {
    return status.last == health::Verdict::kUnable && !status.presumed ? status.reason : "";
  });
  const auto presumed =
      listed([](const health::CheckStatus& status) { return status.presumed ? status.reason : ""; });
  const auto degraded =
      listed([](const health::CheckStatus& status) { return status.degraded ? status.full_size_reason : ""; });
  if (unable.count() > 0 && probe_ways_.trouble().empty())
    alarms.push_back({.id = "checks_unable",
                      .text = "health checks cannot be sent, backends stay as they are: " + unable.text()});
  if (presumed.count() > 0)
    alarms.push_back(
        {.id = "backends_presumed_up", .text = "backends that were never asked count as up: " + presumed.text()});
  if (degraded.count() > 0) alarms.push_back({.id = "backends_degraded", .text = "degraded: " + degraded.text()});
  std::ranges::move(passive_alarms(), std::back_inserter(alarms));
  return alarms;
}

}  // namespace shunt::control
