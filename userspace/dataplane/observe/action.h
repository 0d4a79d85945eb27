// SPDX-License-Identifier: Apache-2.0
// What an XDP program returns: the numbers of the kernel's enum xdp_action, for code that does not know
// linux/bpf.h.
#pragma once

#include <cstdint>

namespace shunt::dataplane {

enum class Action : std::uint32_t { kAborted = 0, kDrop = 1, kPass = 2, kTransmit = 3, kRedirect = 4 };

/// Whether the packet left for a backend.
constexpr bool forwards(std::uint32_t action) {
  return action == static_cast<std::uint32_t>(Action::kTransmit) ||
         action == static_cast<std::uint32_t>(Action::kRedirect);
}

}  // namespace shunt::dataplane
