// SPDX-License-Identifier: Apache-2.0
#include "dataplane/forwarder/unload.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "dataplane/forwarder/bpf_file_system.h"

namespace shunt::cli {

Outcome execute(const UnloadCommand&, const Globals& globals) {
  Outcome outcome;
  if (const auto warning = dataplane::hidden_pins(globals.pin_dir); !warning.empty())
    outcome.err = "shunt: warning: " + warning + "\n";
  const auto unloaded = dataplane::unload(globals.pin_dir);
  if (!unloaded) return failure(unloaded.error());
  if (!unloaded->was_pinned) {
    outcome.out = fmt::format("nothing is pinned in {}\n", globals.pin_dir.string());
    return outcome;
  }
  for (const std::string& interface : unloaded->interfaces) outcome.out += interface + ": detached\n";
  outcome.out += fmt::format("{}: removed\n", globals.pin_dir.string());
  return outcome;
}

}  // namespace shunt::cli
