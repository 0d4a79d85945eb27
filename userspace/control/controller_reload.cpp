// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "config/load.h"
#include "control/asking.h"
#include "control/controller.h"
#include "control/lines.h"
#include "control/reload.h"
#include "control/show.h"
#include "log/log.h"

namespace shunt::control {
namespace {

using namespace std::chrono_literals;

constexpr auto kResolveAtReload = 200ms;

std::vector<std::string> without_flows(const std::vector<model::Service>& services, const Traffic& traffic,
                                       const std::string& what) {
  std::vector<std::string> warnings;
  for (const auto& service : services)
    if (!any_takes_flows(traffic.parts(service))) warnings.push_back("service " + service.name + ": " + what);
  return warnings;
}

LastReload last_of(const ReloadReport& report) {
  const auto shown = std::min(report.errors.size(), LastReload::kMost);
  return {.at = std::chrono::system_clock::now(),
          .applied = report.errors.empty(),
          .took = report.total_time,
          .by = Asking::by(),
          .errors = {report.errors.begin(), report.errors.begin() + static_cast<std::ptrdiff_t>(shown)},
          .errors_left_out = report.errors.size() - shown};
}

}  // namespace

std::vector<std::string> keep_until_start(model::Config& next, const model::Config& running) {
  std::vector<std::string> warnings;
  if (next.limits != running.limits) warnings.emplace_back("`limits` takes effect at the next start");
  next.limits = running.limits;
  if (next.probes.first_port != running.probes.first_port || next.probes.last_port != running.probes.last_port)
    warnings.emplace_back("`probes.ports` takes effect at the next start");
  next.probes.first_port = running.probes.first_port;
  next.probes.last_port = running.probes.last_port;
  return warnings;
}

model::Log log_of(const model::Config& config, const ControllerOptions& options) {
  auto log = config.log;
  log.level = options.log_level.value_or(log.level);
  return log;
}

ReloadReport Controller::reload(bool force) {
  const auto started = std::chrono::steady_clock::now();
  auto report = reload_file(force);
  report.total_time =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
  ++(report.errors.empty() ? reloads_.applied : reloads_.refused);
  reloads_.last = last_of(report);
  return report;
}

ReloadReport Controller::reload_file(bool force) {
  ReloadReport report;
  auto loaded = config::load(options_.config_file);
  report.warnings = texts_of(loaded.warnings);
  report.errors = texts_of(loaded.errors);
  if (!loaded.config) return report;
  auto& next = *loaded.config;
  append(report.warnings, keep_until_start(next, config_));
  static_cast<void>(next_hops_->watch(backends_to_watch(next)));
  wait_for_next_hops(next, kResolveAtReload);
  auto before = std::exchange(config_, std::move(next));
  watch_health();
  choose_served();
  auto published = publish({.breaks = force});
  if (!published) {
    config_ = std::move(before);
    static_cast<void>(next_hops_->watch(backends_to_watch(config_)));
    health_.take_back(config_, ways_of(config_));
    choose_served();
    report.errors = lines_of(published.error().message());
    return report;
  }
  report.overrides = describe_overrides(config_, traffic_.overrides());
  append(report.warnings,
         without_flows(served().services, traffic_, "no backend takes new flows: they are dropped"));
  loaded_at_ = std::chrono::system_clock::now();
  report.interfaces = use_interfaces_of_file();
  log::configure(log_of(config_, options_));
  static_cast<void>(next_hops_->watch(backends_to_watch(config_)));  // those that the reload has removed
  fill(report, *published);
  report.services_waiting = static_cast<std::uint32_t>(config_.services.size() - served().services.size());
  return report;
}

Changes Controller::use_interfaces_of_file() {
  const auto changes = interface_changes(interfaces_.status(), config_.interfaces);
  interfaces_.configure(config_.interfaces);
  const bool usable_changed = interfaces_.reconcile(next_hops_->links());
  if (usable_changed || changes.added + changes.removed + changes.changed > 0) publish_changes();
  return changes;
}

PlanReport Controller::plan(std::optional<NamedText> file) {
  const auto loaded = file ? config::parse(file->text, file->name) : config::load(options_.config_file);
  PlanReport report;
  report.warnings = texts_of(loaded.warnings);
  report.errors = texts_of(loaded.errors);
  if (!loaded.config) return report;
  auto next = *loaded.config;
  append(report.warnings, keep_until_start(next, config_));
  const auto planned = traffic_.plan(next, ways_);
  if (!planned) {
    report.errors = lines_of(planned.error().message());
    return report;
  }
  report.overrides = describe_overrides(next, traffic_.overrides());
  append(report.warnings,
         without_flows(next.services, traffic_, "no backend would take new flows: they would be dropped"));
  report.interfaces = interface_changes(interfaces_.status(), next.interfaces);
  fill(report, *planned, traffic_);
  return report;
}

}  // namespace shunt::control
