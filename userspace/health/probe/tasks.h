// SPDX-License-Identifier: Apache-2.0
// The probes of each type of check. Each begins with start().
#pragma once

#include <memory>

#include "health/probe/task.h"

namespace shunt::health {

using TaskPointer = std::shared_ptr<Task>;

TaskPointer make_tcp_task(Shared& shared, const model::Check& check, const Destination& destination,
                          OnOutcome on_outcome);
TaskPointer make_http_task(Shared& shared, const model::Check& check, const Destination& destination,
                           OnOutcome on_outcome);

}  // namespace shunt::health
