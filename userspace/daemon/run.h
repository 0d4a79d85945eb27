// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command_line.h"

namespace shunt::daemon {

/// `shunt run`: returns when SIGTERM or SIGINT came, or when it cannot start; the exit status.
int run(const cli::RunCommand& command, const cli::Globals& globals);

}  // namespace shunt::daemon
