// SPDX-License-Identifier: Apache-2.0
// The controller's state as the views that clients see.
#pragma once

#include <filesystem>
#include <optional>

#include "control/flaps.h"
#include "control/health.h"
#include "control/interfaces.h"
#include "control/traffic.h"
#include "control/views.h"
#include "control/ways.h"
#include "dataplane/forwarder/forwarder.h"
#include "dataplane/publish/publisher.h"
#include "route/link_table.h"

namespace shunt::control {

struct StatusSources {
  std::filesystem::path config_file;
  WallTime started_at;
  WallTime loaded_at;
  const Reloads& reloads;
  const model::Config& config;
  const Traffic& traffic;
  const Health& health;
  const Ways& ways;
  const Interfaces& interfaces;
  const Flaps& flaps;
  const route::LinkTable& links;
  const std::optional<core::Error>& trouble;
};

/// only: the one service that is shown, and whose alarms are.
Status show_status(const StatusSources& sources, const std::optional<std::string>& only = {});

/// Reads the counters from the maps.
Stats show_stats(const dataplane::Publisher& publisher, const dataplane::Forwarder& forwarder,
                 const Interfaces& interfaces, bool per_cpu);

/// What a reload changes about interfaces.
Changes interface_changes(const std::vector<InterfaceStatus>& before, const std::vector<model::Interface>& after);

/// Of a status, the part of one backend of the configuration.
BackendStatus show_backend_of(const Status& status, const std::string& service, const net::IpAddress& backend);

void fill(ReloadReport& report, const dataplane::PublishReport& published);
void fill(PlanReport& report, const dataplane::PublishReport& planned, const Traffic& traffic);

}  // namespace shunt::control
