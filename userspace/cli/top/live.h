// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command_line.h"
#include "cli/outcome.h"
#include "cli/top/terminal.h"

namespace shunt::cli::top {

/// The view in the terminal, until it is quit or a signal ends it; the terminal is given back before this returns.
/// Signals that end or stop a program are to be blocked when it is called, and are when it returns.
/// @return number of the signal that ended it, or 0
int run_live(const TopCommand& command, const Globals& globals, std::unique_ptr<Terminal> terminal);

}  // namespace shunt::cli::top
