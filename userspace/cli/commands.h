// SPDX-License-Identifier: Apache-2.0
// One function a command. They print nothing: the outcome holds all text.
#pragma once

#include "cli/command_line.h"
#include "cli/outcome.h"
#include "cli/table.h"

namespace shunt::cli {

Outcome execute(const CheckCommand& command, const Globals& globals);
Outcome execute(const StatusCommand& command, const Globals& globals, const Style& style);
Outcome execute(const StatsCommand& command, const Globals& globals, const Style& style);
Outcome execute(const ReloadCommand& command, const Globals& globals);
Outcome execute(const PlanCommand& command, const Globals& globals, const Style& style);
Outcome execute(const BackendCommand& command, const Globals& globals);
Outcome execute(const AttachCommand& command, const Globals& globals);
Outcome execute(const DetachCommand& command, const Globals& globals);
Outcome execute(const DecapCommand& command, const Globals& globals, const Style& style);
Outcome execute(const DoctorCommand& command, const Globals& globals, const Style& style);
Outcome execute(const ExplainCommand& command, const Globals& globals, const Style& style);
Outcome execute(const CaptureCommand& command, const Globals& globals);
Outcome execute(const LogCommand& command, const Globals& globals);
Outcome execute(const FlowsCommand& command, const Globals& globals, const Style& style);
Outcome execute(const TopCommand& command, const Globals& globals, const Style& style);
Outcome execute(const PasswordCommand& command, const Globals& globals);
Outcome execute(const UnloadCommand& command, const Globals& globals);

}  // namespace shunt::cli
