// SPDX-License-Identifier: Apache-2.0
// The forwarding program's way through one half of the service index, as abi.h describes it, in plain C++.
#pragma once

#include <cstdint>
#include <optional>

#include "dataplane/index/index.h"

namespace shunt::dataplane {

/// What a packet with ports to `destination` would find: the `id` of the service, or nothing.
std::optional<std::uint32_t> find_service(const IndexImage& image, const net::IpAddress& destination,
                                          std::uint16_t port, net::Protocol protocol);

/// Whether some VIP has this address, whatever the port.
bool has_address(const IndexImage& image, const net::IpAddress& destination);

}  // namespace shunt::dataplane
