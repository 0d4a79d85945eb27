// SPDX-License-Identifier: Apache-2.0
// The frame that leaves, built from the frame that came.
#pragma once

#include "support/given/state.h"
#include "support/reference/parse.h"

namespace shunt::reference {

/// Bytes that `forwarding` puts in front of an IP packet for a backend of `family`.
std::size_t overhead(model::Forwarding forwarding, net::Family family);

/// `frame`, which parse() read as `parsed`, on its way to `backend`, whose next hop is resolved.
packet::Bytes forwarded(packet::View frame, const Packet& parsed, std::uint64_t hash,
                        const given::Service& service, const given::Backend& backend, const model::Tunnel& tunnel);

}  // namespace shunt::reference
