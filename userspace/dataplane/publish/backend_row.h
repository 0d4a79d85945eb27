// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "dataplane/publish/desired_state.h"
#include "model/config.h"
#include "shunt/abi.h"

namespace shunt::dataplane {

shunt_address to_row(const net::IpAddress& address);

/// A row of `backends`, but for `next_hop` and `weight`, which stay 0. `id`: row of `backend_stats`. Pure.
shunt_backend make_backend_row(const model::Service& service, const net::IpAddress& backend, const Egress& egress,
                               std::uint16_t gue_port, std::uint32_t id);

}  // namespace shunt::dataplane
