// SPDX-License-Identifier: Apache-2.0
// The one binary: a command line in, an exit status out.
#include "cli/command_line.h"
#include "cli/commands.h"
#include "daemon/run.h"

namespace {

using namespace shunt;

/// `run` stays until it is stopped; every other command has an outcome to print.
struct Dispatch {
  const cli::Globals& globals;

  int operator()(const cli::RunCommand& command) const { return daemon::run(command, globals); }

  template <typename Command>
  int operator()(const Command& command) const {
    if constexpr (requires { cli::execute(command, globals, cli::Style{}); }) {
      return cli::emit(cli::execute(command, globals, cli::style_of_stdout()));
    } else {
      return cli::emit(cli::execute(command, globals));
    }
  }
};

}  // namespace

int main(int argc, char** argv) {
  const auto parsed = cli::parse_command_line(argc, argv);
  if (const auto* outcome = std::get_if<cli::Outcome>(&parsed)) return cli::emit(*outcome);
  const auto& line = std::get<cli::CommandLine>(parsed);
  return std::visit(Dispatch{line.globals}, line.command);
}
