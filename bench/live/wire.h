// SPDX-License-Identifier: Apache-2.0
// Two pairs of veth ports in a network namespace of this process's own, which goes with the process.
#pragma once

#include "core/result.h"

namespace shunt::bench {

/// Frames leave `source` and come in by `ingress`; what is sent back comes in by `source`; what is redirected to
/// `egress` comes in by `sink`.
struct Wire {
  unsigned source = 0;
  unsigned ingress = 0;
  unsigned egress = 0;
  unsigned sink = 0;
};

/// Enters the namespace. Error: no privilege, or no veth in this kernel.
core::Result<Wire> make_wire();

}  // namespace shunt::bench
