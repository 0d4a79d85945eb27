// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "dataplane/attach/ownership.h"

namespace shunt::dataplane {

/// Where libxdp keeps its pins: $LIBXDP_BPFFS/xdp, else this.
inline constexpr const char* kLibxdpPins = "/sys/fs/bpf/xdp";

/// Removes libxdp's pins of our parts on interfaces that no longer exist. libxdp leaves them, and with them the
/// program and all its maps in memory. Returns how many parts were released. Call it after an interface has gone,
/// and on unload; not while libxdp attaches something to that interface. A part whose pins cannot be removed is an
/// error; no directory at all is none.
core::Result<unsigned> release_stale_pins(const Ownership& ours);

}  // namespace shunt::dataplane
