// SPDX-License-Identifier: Apache-2.0
// Commands whose options are many, each defined in a file of its own.
#pragma once

#include "cli/command_line.h"

namespace CLI {
class App;
}

namespace shunt::cli {

void define_capture(CLI::App& app, Command& chosen);
void define_explain(CLI::App& app, Command& chosen);
void define_flows(CLI::App& app, Command& chosen);
void define_top(CLI::App& app, Command& chosen);

}  // namespace shunt::cli
