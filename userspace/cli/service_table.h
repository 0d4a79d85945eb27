// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/table.h"
#include "control/views.h"

namespace shunt::cli {

/// Services and their backends, a row each.
Table services_table();
void add_service(Table& table, const control::ServiceStatus& service, control::WallTime now);

}  // namespace shunt::cli
