// SPDX-License-Identifier: Apache-2.0
// Listening sockets, ready to accept, non-blocking and closed on exec.
#pragma once

#include <filesystem>

#include "core/result.h"
#include "core/unique_fd.h"
#include "model/config.h"

namespace shunt::web {

/// A UNIX socket of mode 0660 at `path`. Makes the folder; takes the place of a socket that a dead process left,
/// so the caller must know that no other controller lives (see daemon/instance_lock.h). Anything else there: an
/// error.
core::Result<core::UniqueFd> listen_unix(const std::filesystem::path& path);

/// A TCP socket; the port is free for the next process at once after we close it.
core::Result<core::UniqueFd> listen_tcp(const model::Api::Listen& listen);

}  // namespace shunt::web
