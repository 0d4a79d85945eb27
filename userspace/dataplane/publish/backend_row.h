// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "dataplane/publish/desired_state.h"
#include "model/config.h"
#include "shunt/abi.h"

namespace shunt::dataplane {

shunt_address to_row(const net::IpAddress& address);

/// A row of `backends`, but for `next_hop` and `weight`, which stay 0. `inner`: of the packets, that is, of their
/// VIP. `id`: row of `backend_stats`. Pure.
shunt_backend make_backend_row(model::Forwarding forwarding, net::Family inner, const net::IpAddress& backend,
                               const Egress& egress, std::uint16_t gue_port, std::uint32_t id);

}  // namespace shunt::dataplane
