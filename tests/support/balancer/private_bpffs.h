// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/result.h"

namespace shunt::balancer {

/// A BPF file system in a mount namespace of this process's own: what is pinned there goes with the process. The
/// same one at every call. Error: no permission.
core::Result<std::filesystem::path> private_bpffs();

}  // namespace shunt::balancer
