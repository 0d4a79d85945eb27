// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace shunt::net {

inline constexpr std::string_view kInterfaceNameExpected =
    "an interface name of 1 to 15 printable ASCII characters without slash or colon";

/// What can be the name of an interface of ours. The kernel (dev_valid_name in net/core/dev.c) takes other bytes,
/// too; in metrics, logs and commands to be pasted they would be read as something else.
bool is_interface_name(std::string_view text);

}  // namespace shunt::net
