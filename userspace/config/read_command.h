// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/document.h"
#include "config/draft.h"
#include "config/findings.h"

namespace shunt::config {

inline constexpr std::size_t kMaxArguments = 64;    ///< of a command, its path included
inline constexpr std::size_t kMaxEnvironment = 64;  ///< variables

/// The key `command`: a list of an absolute path and its arguments, or the path alone. The path is added to
/// `files`. Empty if anything is wrong.
std::vector<std::string> read_command(Node node, std::vector<FileUse>& files, Findings& findings);

/// The key `environment`: a mapping from names (letters, digits and underscores, no digit first) to values.
std::vector<std::pair<std::string, std::string>> read_environment(Node node, Findings& findings);

}  // namespace shunt::config
