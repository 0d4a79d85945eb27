// SPDX-License-Identifier: Apache-2.0
// Where pins can lie: the BPF file system, usually at /sys/fs/bpf.
#pragma once

#include <filesystem>
#include <string>

#include "core/result.h"

namespace shunt::dataplane {

/// What to tell a person who runs us by `ip netns exec`, without the system's BPF file system, so that pins below
/// /sys/fs/bpf vanish with the process; empty if that is not so. To be asked before provide_bpf_file_system().
std::string hidden_pins(const std::filesystem::path& directory);

/// Mounts the BPF file system at /sys/fs/bpf if `directory` lies there and none is mounted.
core::Result<void> provide_bpf_file_system(const std::filesystem::path& directory);

/// An error unless `directory`, which exists, is in a BPF file system.
core::Result<void> expect_bpf_file_system(const std::filesystem::path& directory);

}  // namespace shunt::dataplane
