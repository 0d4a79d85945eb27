// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <string>

#include "core/result.h"

namespace shunt::cli {

/// The next line, as a password: without its newline, and without a carriage return before that, which editors of
/// other systems leave. Error: it is empty, longer than anybody may ask with, or has a NUL, where its hash would
/// end. No more than such a password is read.
core::Result<std::string> read_password_line(std::istream& input);

}  // namespace shunt::cli
