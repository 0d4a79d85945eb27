// SPDX-License-Identifier: Apache-2.0
#include "dataplane/forwarder/unload.h"

#include <fmt/format.h>

#include "cli/commands.h"

namespace shunt::cli {

Outcome execute(const UnloadCommand&, const Globals& globals) {
  const auto unloaded = dataplane::unload(globals.pin_dir);
  if (!unloaded) return failure(unloaded.error());
  if (!unloaded->was_pinned) return {.out = fmt::format("nothing is pinned in {}\n", globals.pin_dir.string())};
  Outcome outcome;
  for (const std::string& interface : unloaded->interfaces) outcome.out += interface + ": detached\n";
  outcome.out += fmt::format("{}: removed\n", globals.pin_dir.string());
  return outcome;
}

}  // namespace shunt::cli
