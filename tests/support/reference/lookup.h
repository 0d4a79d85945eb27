// SPDX-License-Identifier: Apache-2.0
// Which service a packet belongs to, by looking at all of them.
#pragma once

#include "support/given/state.h"
#include "support/reference/parse.h"

namespace shunt::reference {

/// Some service has this address of this family in its VIP, whatever its ports.
bool is_vip(const given::State& state, const net::IpAddress& address, net::Family family);

/// The service with the longest VIP prefix, and among those the narrowest range of ports, that covers destination,
/// port and protocol; nullptr if none does.
const given::Service* find_service(const given::State& state, const Packet& packet);

}  // namespace shunt::reference
