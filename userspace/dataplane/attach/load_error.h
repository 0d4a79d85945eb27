// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace shunt::dataplane {

/// Why the kernel did not load `program`: one line with a remedy; and below it all that the verifier said, if it
/// was the verifier. `error_number`: errno, positive. `log`: BpfLog::text(). `missing`: missing_capabilities().
/// Pure.
core::Error explain_load(std::string_view program, int error_number, std::string_view log,
                         std::string_view missing);

/// The last thing that the verifier said of the program, one line; empty if `log` has nothing of the verifier.
/// Pure.
std::string verifier_verdict(std::string_view log);

}  // namespace shunt::dataplane
