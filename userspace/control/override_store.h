// SPDX-License-Identifier: Apache-2.0
// The overrides in a file, so that they survive the controller. JSON with the number of its version; docs/cli.md
// describes it to operators, who may delete the file and should not write it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.h"
#include "model/overrides.h"

namespace shunt::control {

inline constexpr std::size_t kMaxStateBytes = std::size_t{4} << 20;  ///< about 40,000 overrides

struct Recalled {
  model::Overrides overrides;
  std::vector<std::string> warnings;  ///< why there are none although there is a file; one line each
};

/// What store() wrote; nothing if there is no file. Anything else that is there (not a regular file, larger than
/// kMaxStateBytes, not whole, of another version, with a value that no override has) is all or nothing: it is
/// renamed to "PATH.set-aside", in place of what has that name, and a warning says so. Links are not followed, and
/// pipes not waited for.
Recalled recall(const std::filesystem::path& path);

/// Puts `overrides` in place of what `path` holds, in one step: whoever reads sees the old file or the new one,
/// also after a crash or a loss of power. Makes the folder; the file is for its owner only. Times are kept to the
/// millisecond. An error leaves the old file as it was. Cost: two fsync(2).
core::Result<void> store(const std::filesystem::path& path, const model::Overrides& overrides);

}  // namespace shunt::control
