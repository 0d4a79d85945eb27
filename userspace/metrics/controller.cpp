// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "metrics/families.h"

namespace shunt::metrics {
namespace {

using control::Status;

/// Seconds since 1970, as Prometheus has times.
double seconds(control::WallTime time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); }

constexpr Measure<Status> kBuild[] = {{"shunt_build_info",
                                       "Always 1: the controller's version and the kernel that it runs on.",
                                       [](const Status&) { return 1.0; }}};

constexpr Measure<Status> kCounters[] = {{"shunt_publications_total",
                                          "Changes that packets saw: of reloads, health, operators and routes.",
                                          [](const Status& status) { return double(status.generation); }}};

constexpr Measure<Status> kGauges[] = {
    {"shunt_start_time_seconds", "When the controller was started, in seconds since 1970.",
     [](const Status& status) { return seconds(status.started_at); }},
    {"shunt_config_loaded_timestamp_seconds",
     "When the configuration in force was applied, in seconds since 1970.",
     [](const Status& status) { return seconds(status.loaded_at); }},
    {"shunt_alarms", "What an operator should act on; `shunt status` says what.",
     [](const Status& status) { return double(status.alarms.size()); }}};

}  // namespace

void show_controller(const Status& status, const Sink& sink) {
  Series<Status> build;
  build.add(status, {{"kernel", status.kernel}, {"version", status.version}});
  build.show_gauges(kBuild, sink);
  Series<Status> controller;
  controller.add(status, {});
  controller.show_gauges(kGauges, sink);
  controller.show_counters(kCounters, sink);
}

}  // namespace shunt::metrics
