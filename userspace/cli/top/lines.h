// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/command_line.h"
#include "cli/top/pane.h"

namespace shunt::cli::top {

/// One look for a pipe: a line of the totals, then one for each row of services (or the backends of one),
/// interfaces, processors and drop reasons: a word for what it is, then key=value. Rates are a second's, with one
/// digit behind the point; "-" is unknown. Strings are as in JSON where they are not plain.
std::string as_lines(const TopCommand& command, const Sample* before, const Sample& now);

/// The same as one JSON object in one line; what is unknown is null.
std::string as_json(const TopCommand& command, const Sample* before, const Sample& now);

}  // namespace shunt::cli::top
