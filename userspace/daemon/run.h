// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command_line.h"
#include "cli/outcome.h"

namespace shunt::daemon {

/// `shunt run`: the controller until SIGTERM or SIGINT; SIGHUP reloads. Logs to stderr.
cli::Outcome run(const cli::RunCommand& command, const cli::Globals& globals);

}  // namespace shunt::daemon
