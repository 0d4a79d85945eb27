// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "metrics/families.h"

namespace shunt::metrics {
namespace {

using control::LastReload;
using control::Reloads;
using control::Status;

/// Seconds since 1970, as Prometheus has times; more than milliseconds would not fit into a double.
double seconds(control::WallTime time) {
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
  return std::chrono::duration<double>(since).count();
}

constexpr Measure<Status> kBuild[] = {{"shunt_build_info",
                                       "Always 1: the controller's version and the kernel that it runs on.",
                                       [](const Status&) { return 1.0; }}};

constexpr Measure<Status> kCounters[] = {
    {"shunt_publications_total",
     "Publications of all that packets see, by reloads, health and routes; a change of one service is none.",
     [](const Status& status) { return double(status.generation); }}};

constexpr Measure<Status> kGauges[] = {
    {"shunt_start_time_seconds", "When the controller was started, in seconds since 1970.",
     [](const Status& status) { return seconds(status.started_at); }},
    {"shunt_config_loaded_timestamp_seconds",
     "When the configuration in force was applied, in seconds since 1970.",
     [](const Status& status) { return seconds(status.loaded_at); }},
    {"shunt_config_fingerprint", "Equal on instances whose files say the same of services; docs/metrics.md.",
     [](const Status& status) { return double(status.fingerprint); }},
    {"shunt_alarms", "What an operator should act on; `shunt status` says what.",
     [](const Status& status) { return double(status.alarms.size()); }}};

constexpr Measure<std::uint64_t> kReloads[] = {{"shunt_reloads_total",
                                                "Reloads by result: all of the file is applied, or it is refused.",
                                                [](const std::uint64_t& count) { return double(count); }}};

constexpr Measure<LastReload> kLastReload[] = {
    {"shunt_last_reload_successful", "1: the last reload was applied; 0: refused.",
     [](const LastReload& last) { return last.applied ? 1.0 : 0.0; }},
    {"shunt_last_reload_timestamp_seconds", "When it ended, in seconds since 1970.",
     [](const LastReload& last) { return seconds(last.at); }},
    {"shunt_last_reload_duration_seconds", "How long it took.",
     [](const LastReload& last) { return std::chrono::duration<double>(last.took).count(); }}};

// Of the last one nothing is shown while there was none.
void show_reloads(const Reloads& reloads, const Sink& sink) {
  Series<std::uint64_t> results;
  results.add(reloads.applied, {{"result", "applied"}});
  results.add(reloads.refused, {{"result", "refused"}});
  results.show_counters(kReloads, sink);
  Series<LastReload> last;
  if (reloads.last) last.add(*reloads.last, {});
  last.show_gauges(kLastReload, sink);
}

}  // namespace

void show_controller(const Status& status, const Sink& sink) {
  Series<Status> build;
  build.add(status, {{"kernel", status.kernel}, {"version", status.version}});
  build.show_gauges(kBuild, sink);
  Series<Status> controller;
  controller.add(status, {});
  controller.show_gauges(kGauges, sink);
  controller.show_counters(kCounters, sink);
  show_reloads(status.reloads, sink);
}

}  // namespace shunt::metrics
