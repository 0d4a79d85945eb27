// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/config.h"
#include "shunt/abi.h"

namespace shunt::dataplane {

/// A service as the index finds it.
struct IndexEntry {
  net::IpPrefix vip;
  std::vector<model::PortRange> ports;
  shunt_service service;  ///< pads zero
};

}  // namespace shunt::dataplane
