// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "control/api.h"
#include "core/result.h"

namespace shunt::cli {

/// A configuration for `shunt plan`, at most as large as a controller takes: a file, or standard input to its end
/// if `path` is "-", which is called "<stdin>". Errors name the file.
core::Result<control::NamedText> read_plan_file(const std::filesystem::path& path);

}  // namespace shunt::cli
