// SPDX-License-Identifier: Apache-2.0
// What an operator should act on, one line each. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "control/views.h"

namespace shunt::control {

/// Of a service that is published: backends that are down or cannot be reached, with the reasons of the first few.
std::vector<std::string> service_alarms(const ServiceStatus& service);

/// `refuses`: flows were not recorded lately.
std::vector<std::string> flow_table_alarms(const FlowTableStatus& table, bool refuses);

/// Of a service with too few backends: "0 of 3 backends are up, fewer than its quorum: new flows are dropped".
/// @param policy model::to_string(model::FailPolicy)
/// @param healthy backends that are up, of `backends`; without backups
std::string failing_text(std::string_view policy, std::size_t healthy, std::size_t backends);

/// For the log, of one that fails no longer: "2 of 3 backends are up: flows go to them again".
/// @param by_backups that are up, since the others are still too few
std::string recovered_text(bool by_backups, std::size_t healthy, std::size_t backends);

}  // namespace shunt::control
