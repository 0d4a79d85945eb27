// SPDX-License-Identifier: Apache-2.0
// A program with a deadline.
#pragma once

#include <chrono>

#include "core/result.h"
#include "health/process/children.h"

namespace shunt::health {

/// Runs a program to its end, without a shell. Blocks; kills it when `timeout` is over or `stop`, a descriptor,
/// can be read. What it leaves behind is killed, too.
/// @return the error, one line that begins with the program's path, if it cannot start, ends with another status
///         than 0, by a signal or not in time; with the first line that it printed
core::Result<void> run_command(const process::Command& command, std::chrono::milliseconds timeout, int stop);

}  // namespace shunt::health
