// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/draft.h"
#include "config/fields.h"
#include "config/findings.h"
#include "model/config.h"

namespace shunt::config {

/// The keys of a service that say how its backends are checked, and what it does when they fail: health, fail,
/// quorum, quorum_hysteresis, passive. Its ports and backends have been read.
/// @param files gets the files that the checks name
void read_health(const Fields& service_fields, model::Service& service, const ServicePlaces& places,
                 std::vector<FileUse>& files, Findings& findings);

/// All of these but the checks themselves, which have been read.
void read_failover(const Fields& service_fields, model::Service& service, const ServicePlaces& places,
                   Findings& findings);

}  // namespace shunt::config
