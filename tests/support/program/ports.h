// SPDX-License-Identifier: Apache-2.0
// A network namespace of the test's own, with the interfaces that given/state.h numbers.
#pragma once

#include "core/result.h"

namespace shunt::program {

/// Moves this thread into a new namespace with veth ports A, B and an unlisted one, all up. The namespace ends
/// with the thread. Errors: no permission, no veth.
core::Result<void> enter_namespace_with_ports();

}  // namespace shunt::program
