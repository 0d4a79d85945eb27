// SPDX-License-Identifier: Apache-2.0
// What an operator should act on, one line each. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "control/alarm.h"
#include "control/views.h"

namespace shunt::control {

/// Backends that are down or cannot be reached, with the reasons of the first few. Of a service that waits, that
/// it does, and no more.
Alarms service_alarms(const ServiceStatus& service);

/// `refuses`: flows were not recorded lately.
Alarms flow_table_alarms(const FlowTableStatus& table, bool refuses);

/// That the last reload was refused. `loaded_at`: of the configuration in force.
Alarms reload_alarms(const Reloads& reloads, WallTime loaded_at);

/// Of a service with too few backends: "0 of 3 backends are up, fewer than its quorum: new flows are dropped".
/// @param policy model::to_string(model::FailPolicy)
/// @param healthy backends that are up, of `backends`; without backups
/// @param any_takes whether new flows go to any: an operator or an agent may keep them all from those
std::string failing_text(std::string_view policy, std::size_t healthy, std::size_t backends, bool any_takes);

/// "2026-11-21 22:00:00 UTC"
std::string utc(WallTime time);

/// For the log, of one that fails no longer: "2 of 3 backends are up: flows go to them again".
/// @param by_backups that are up, since the others are still too few
std::string recovered_text(bool by_backups, std::size_t healthy, std::size_t backends);

}  // namespace shunt::control
