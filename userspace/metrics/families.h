// SPDX-License-Identifier: Apache-2.0
// What a controller shows as metrics: docs/metrics.md lists them. Pure: views in, families out.
#pragma once

#include "control/views.h"
#include "metrics/api_counts.h"
#include "metrics/backend_labels.h"
#include "metrics/family.h"

namespace shunt::metrics {

/// All of them; a family without samples comes, too. What `stats` has by CPU of interfaces, services and reasons
/// is shown by CPU. Cost: linear in services and backends; bench/README.md has it.
void show_families(const control::Status& status, const control::Stats& stats, const Sink& sink);

/// What the HTTP server counts of itself; behind the others.
void show_api(const ApiCounts& counts, const Sink& sink);

// The parts, in this order.
void show_controller(const control::Status& status, const Sink& sink);
void show_services(const control::Status& status, const control::Stats& stats, const Sink& sink);
void show_backends(const control::Status& status, const control::Stats& stats, BackendLabels& labels,
                   const Sink& sink);
void show_health(const control::Status& status, BackendLabels& labels, const Sink& sink);
void show_dataplane(const control::Status& status, const control::Stats& stats, const Sink& sink);

}  // namespace shunt::metrics
