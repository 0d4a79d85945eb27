// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace shunt::daemon {

/// Sends what the process logs to standard error: with a priority in front where that is the journal
/// (sd-daemon(3)), else with the time. `level`: "debug", "info", "warning" or "error".
void start_log(const std::string& level);

/// Logs each line of `text` as an error.
void log_error(const std::string& text);

}  // namespace shunt::daemon
