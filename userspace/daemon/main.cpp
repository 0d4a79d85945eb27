// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/table.h"
#include "daemon/run.h"

namespace {

using namespace shunt;

template <typename Command>
concept WithStyle = requires(const Command& command, const cli::Globals& globals, const cli::Style& style) {
  cli::execute(command, globals, style);
};

cli::Outcome carry_out(const cli::CommandLine& line) {
  return std::visit(
      [&](const auto& command) {
        using Command = std::decay_t<decltype(command)>;
        if constexpr (std::is_same_v<Command, cli::RunCommand>) {
          return daemon::run(command, line.globals);
        } else if constexpr (WithStyle<Command>) {
          return cli::execute(command, line.globals, cli::style_of_stdout());
        } else {
          return cli::execute(command, line.globals);
        }
      },
      line.command);
}

}  // namespace

int main(int argc, char** argv) {
  const auto parsed = cli::parse_command_line(argc, argv);
  if (const auto* outcome = std::get_if<cli::Outcome>(&parsed)) return cli::emit(*outcome);
  return cli::emit(carry_out(std::get<cli::CommandLine>(parsed)));
}
