// SPDX-License-Identifier: Apache-2.0
// A program with a deadline.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/result.h"

namespace shunt::health {

/// Runs a program without a shell, in a process group of its own, in the folder /, with nothing open but /dev/null
/// and Shunt's standard error. Blocks until it has ended; kills the group when `timeout` is over or `stop`, a
/// descriptor, can be read. What the program left running in its group is killed, too.
/// @param command an absolute path, then its arguments
/// @param environment all of it, each "NAME=value"
/// @return the error, one line, if the program cannot start, ends with another status than 0, by a signal or not
/// in time
core::Result<void> run_command(const std::vector<std::string>& command,
                               const std::vector<std::string>& environment, std::chrono::milliseconds timeout,
                               int stop);

}  // namespace shunt::health
