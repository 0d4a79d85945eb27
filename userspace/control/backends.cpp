// SPDX-License-Identifier: Apache-2.0
#include "control/backends.h"

#include <algorithm>

namespace shunt::control {

void make_unique(std::vector<net::IpAddress>& addresses) {
  std::sort(addresses.begin(), addresses.end());
  addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
}

std::vector<net::IpAddress> backends_of(const model::Config& config) {
  std::vector<net::IpAddress> backends;
  for (const auto& service : config.services) {
    for (const auto& backend : service.backends) backends.push_back(backend.address);
  }
  make_unique(backends);
  return backends;
}

}  // namespace shunt::control
