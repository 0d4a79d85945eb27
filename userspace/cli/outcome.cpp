// SPDX-License-Identifier: Apache-2.0
#include "cli/outcome.h"

#include <cerrno>
#include <cstdio>

namespace shunt::cli {

Outcome failure(const core::Error& error) {
  return {.exit_status = kFailed, .err = "shunt: " + error.message() + "\n"};
}

int emit(const Outcome& outcome) {
  std::fwrite(outcome.err.data(), 1, outcome.err.size(), stderr);
  errno = 0;
  const bool written = std::fwrite(outcome.out.data(), 1, outcome.out.size(), stdout) == outcome.out.size();
  if (std::fflush(stdout) == 0 && written) return outcome.exit_status;
  std::perror("shunt: cannot write to standard output");
  return kFailed;
}

}  // namespace shunt::cli
