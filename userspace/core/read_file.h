// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "core/result.h"

namespace shunt::core {

/// The bytes of a regular file, or of a pipe until its writers close it. A file larger than `max_bytes` is refused
/// before it is read, a pipe when it exceeds them; directories and devices always. Errors do not name the file.
/// @param max_bytes a multiple of 1 MiB
Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes);

}  // namespace shunt::core
