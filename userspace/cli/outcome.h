// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/result.h"

namespace shunt::cli {

/// Exit status, as docs/cli.md promises it to scripts.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kWrongUsage = 2;
inline constexpr int kFoundWarning = 3;  ///< of doctor: the worst finding is a warning
inline constexpr int kFoundError = 4;    ///< of doctor: the worst finding is an error

/// What a command leaves behind: its exit status and the text for each stream, with newlines.
struct Outcome {
  int exit_status = kDone;
  std::string out{};
  std::string err{};
};

/// Exit status 1 and the error as one line: "shunt: message".
Outcome failure(const core::Error& error);

/// Writes both texts to their streams; the exit status, 1 if standard output cannot take its text.
int emit(const Outcome& outcome);

}  // namespace shunt::cli
