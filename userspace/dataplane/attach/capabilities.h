// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace shunt::dataplane {

/// Those that attaching, replacing and detaching need and that this thread lacks, "CAP_NET_ADMIN, CAP_BPF"; empty:
/// none is missing. CAP_NET_ADMIN: netlink. CAP_BPF: loading, and CAP_PERFMON with it for what the verifier allows
/// only then. CAP_SYS_ADMIN: opening the program that is attached now, by its id.
std::string missing_capabilities();

/// "what: why" of an errno; where the reason may be a capability that is missing, it names that as the remedy.
core::Error refusal(std::string_view what, int error_number);

}  // namespace shunt::dataplane
