// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace shunt::daemon {

/// Tells the service manager: "READY=1", "STATUS=...", a line each; sd_notify(3). Does nothing where none listens
/// (NOTIFY_SOCKET is not set), never blocks, and fails in silence: without it systemd goes on to wait, and says
/// so.
void notify(const std::string& state);

/// A reload begins; systemd waits for the READY=1 after it.
void notify_reloading();

}  // namespace shunt::daemon
