// SPDX-License-Identifier: Apache-2.0
// The configuration file: from text to a model::Config that needs no further checks, or to everything that is
// wrong with it. docs/configuration.md describes the file for operators.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/config.h"

namespace shunt::config {

/// One thing that is wrong or doubtful.
struct Diagnostic {
  std::string file;
  unsigned line = 0;    ///< from 1; 0: the file as a whole
  unsigned column = 0;  ///< from 1, in characters
  std::string message;  ///< one line, without a full stop
  bool operator==(const Diagnostic&) const = default;
};

/// "FILE:LINE:COLUMN: message", or "FILE: message" where there is no line.
std::string to_string(const Diagnostic& diagnostic);

struct Loaded {
  std::optional<model::Config> config;  ///< present exactly if there are no errors
  std::vector<Diagnostic> errors;       ///< sorted by place; at most 1000, then one that says so
  std::vector<Diagnostic> warnings;     ///< sorted by place
};

/// Reads and parses a regular file or a pipe of at most 16 MiB. A pipe is read until its writers close it.
Loaded load(const std::filesystem::path& path);

/// Looks at nothing but the text, and at the programs and certificates that it names (core/trusted_file.h). A file
/// of 10,000 services with 10 backends each takes about 0.2 s.
/// @param file_name for the diagnostics
Loaded parse(std::string_view text, const std::string& file_name);

}  // namespace shunt::config
