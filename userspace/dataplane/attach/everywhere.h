// SPDX-License-Identifier: Apache-2.0
// All interfaces of this network namespace.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "dataplane/attach/ownership.h"

namespace shunt::dataplane {

/// Takes ours off wherever it is, and releases what libxdp keeps of it for interfaces that have gone. Names of the
/// interfaces that lost a program. Cost: query() for each interface.
core::Result<std::vector<std::string>> detach_everywhere(const Ownership& ours);

}  // namespace shunt::dataplane
