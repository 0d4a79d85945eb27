// SPDX-License-Identifier: Apache-2.0
// Files that an operator names and Shunt uses later: looked at before they are opened or run. Errors do not name
// the file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "core/result.h"

namespace shunt::core {

/// Whether `path` is an executable regular file that nobody but its owner may change or replace: neither group nor
/// others may write to it, and others to no directory above it (as written and after symbolic links) unless that
/// is sticky. The error names the directory. Never blocks on a pipe or device: nothing is opened.
/// @param path absolute
Result<void> check_program(const std::filesystem::path& path);

/// As read_file(), but for a regular file with something in it only: pipes, devices and the kernel's files of size
/// 0 are refused before they are opened, so that none of them can block.
/// @param max_bytes a multiple of 1 MiB
Result<std::string> read_regular_file(const std::filesystem::path& path, std::size_t max_bytes);

/// As read_regular_file(), of a file with secrets: owned by root or by us, others may not read it, and neither
/// group nor others may write to it.
Result<std::string> read_secret_file(const std::filesystem::path& path, std::size_t max_bytes);

}  // namespace shunt::core
