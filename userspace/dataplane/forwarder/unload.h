// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/result.h"

namespace shunt::dataplane {

struct Unloaded {
  bool was_pinned = false;              ///< else there was nothing to remove
  std::vector<std::string> interfaces;  ///< that lost a program of ours
};

/// Removes what a controller that is gone has left: the programs on the interfaces of this network namespace, and
/// the pins. Packets to VIPs go to the host from here on. Error: a controller is running there, no permission.
core::Result<Unloaded> unload(const std::filesystem::path& pin_dir);

}  // namespace shunt::dataplane
