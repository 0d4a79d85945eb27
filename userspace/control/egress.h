// SPDX-License-Identifier: Apache-2.0
// From what the kernel's routes say of a backend to what the dataplane needs. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "dataplane/publish/desired_state.h"
#include "model/config.h"
#include "route/resolution.h"

namespace shunt::control {

/// Where an interface is among those that we forward on.
struct EgressInterface {
  std::uint32_t row = 0;  ///< of `interfaces`
};

/// The row of an interface that may transmit, or why it may not, in one line.
using EgressInterfaceOf =
    std::function<std::variant<EgressInterface, std::string>(unsigned ifindex, const std::string& name)>;

/// The way to a backend, or in one line why there is none.
std::variant<dataplane::Egress, std::string> make_egress(const net::IpAddress& backend,
                                                         const route::Resolution& resolution,
                                                         const model::Tunnel& tunnel,
                                                         const EgressInterfaceOf& egress_interface);

}  // namespace shunt::control
