// SPDX-License-Identifier: Apache-2.0
// Texts of several lines for people.
#pragma once

#include <string>
#include <vector>

#include "config/load.h"

namespace shunt::control {

/// Of a text whose last line may lack its end.
std::vector<std::string> lines_of(const std::string& text);

/// Without an end of the last line.
std::string join_lines(const std::vector<std::string>& lines);

void append(std::vector<std::string>& lines, std::vector<std::string> more);

/// A line for each: "FILE:LINE:COLUMN: message".
std::vector<std::string> texts_of(const std::vector<config::Diagnostic>& diagnostics);

}  // namespace shunt::control
