// SPDX-License-Identifier: Apache-2.0
// The probes of each type of check. Each begins with start(); `shared` and `check` outlive them.
#pragma once

#include <memory>

#include "health/probe/task.h"

namespace shunt::health {

using TaskPointer = std::shared_ptr<Task>;

TaskPointer make_tcp_task(Shared& shared, const model::Check& check, const Destination& destination,
                          OnOutcome on_outcome);
TaskPointer make_http_task(Shared& shared, const model::Check& check, const Destination& destination,
                           OnOutcome on_outcome);
TaskPointer make_https_task(Shared& shared, const model::Check& check, const Destination& destination,
                            OnOutcome on_outcome);
TaskPointer make_udp_task(Shared& shared, const model::Check& check, const Destination& destination,
                          OnOutcome on_outcome);
TaskPointer make_dns_task(Shared& shared, const model::Check& check, const Destination& destination,
                          OnOutcome on_outcome);
TaskPointer make_agent_task(Shared& shared, const model::Check& check, const Destination& destination,
                            OnOutcome on_outcome);
TaskPointer make_script_task(Shared& shared, const model::Check& check, const Destination& destination,
                             OnOutcome on_outcome);
/// @param size of the IP packet in bytes; what is too small for a token is made larger
TaskPointer make_icmp_task(Shared& shared, const Destination& destination, std::uint32_t size,
                           std::chrono::milliseconds timeout, OnOutcome on_outcome);

}  // namespace shunt::health
