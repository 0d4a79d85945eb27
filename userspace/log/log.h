// SPDX-License-Identifier: Apache-2.0
// The log of the process. Every line is an event of the catalogue (events.h), and goes through here.
#pragma once

#include <string>

#include "log/entry.h"
#include "model/log.h"

namespace shunt::log {

/// Logs go where and as `wanted` says, from now on. Before the first call: as text to standard error. A warning:
/// `wanted` cannot be had, and standard error is used. `level`: in place of that of `wanted`.
void configure(const model::Log& wanted);

/// What configure() got, with the level that holds now.
model::Log settings();

/// Until the next configure(). Any thread may call it, as tell().
void set_level(model::LogLevel level);

/// One line, unless its level is too low, or too many like it came (limit.h). Any thread; waits for no reader of
/// the log for more than a fifth of a second.
void tell(Event event, std::string message);
void tell(Event event, Of of, std::string message, Facts facts = {});

/// Each line of `text` as an event of its own.
void tell_lines(Event event, const std::string& text);

/// Tells how many lines were left out or lost. Once a second, and at the end.
void tell_gaps();

}  // namespace shunt::log
