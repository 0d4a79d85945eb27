// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace shunt::daemon {

/// Tells systemd "READY=1" and the like: sd_notify(3), a datagram to $NOTIFY_SOCKET. Does nothing without it.
void notify(std::string_view state);

}  // namespace shunt::daemon
