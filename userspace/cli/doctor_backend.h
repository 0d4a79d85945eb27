// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command_line.h"
#include "cli/doctor_facts.h"
#include "cli/outcome.h"
#include "cli/table.h"
#include "doctor/findings/finding.h"

namespace shunt::cli {

/// kDone, kFoundWarning or kFoundError.
int exit_status_of(doctor::Severity severity);

/// `shunt doctor SERVICE BACKEND`: the controller asks, since the tunnel is its own; without one, what can be
/// asked without the tunnel is asked from here.
Outcome examine_backend(const DoctorCommand& command, const Globals& globals, const Patient& patient,
                        const Style& style);

}  // namespace shunt::cli
