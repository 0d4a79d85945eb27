// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "net/address.h"

namespace shunt::dataplane {

/// Addresses of this host that a tunnelled packet coming in by `interface` may be sent to: all of all its
/// interfaces (a host answers for each of them on any, RFC 1122, 3.3.4.2), but not loopback addresses, nor
/// link-local ones of other links. Sorted, each once.
core::Result<std::vector<net::IpAddress>> local_addresses(const std::string& interface);

}  // namespace shunt::dataplane
