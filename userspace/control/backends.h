// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/config.h"

namespace shunt::control {

/// Each once, in ascending order.
void make_unique(std::vector<net::IpAddress>& addresses);

/// The addresses of all backends of all services, each once, in ascending order.
std::vector<net::IpAddress> backends_of(const model::Config& config);

}  // namespace shunt::control
