// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace shunt::control {

/// Why the program passes this frame to the host without a look for a service: what docs/dataplane.md says of
/// Ethernet, IP and the protocols in it. Empty: it does look for one. Pure.
std::string why_unseen(std::string_view frame);

}  // namespace shunt::control
