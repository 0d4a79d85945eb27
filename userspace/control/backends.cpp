// SPDX-License-Identifier: Apache-2.0
#include "control/backends.h"

#include <algorithm>

namespace shunt::control {

std::vector<net::IpAddress> backends_of(const model::Config& config) {
  std::vector<net::IpAddress> backends;
  for (const auto& service : config.services) {
    for (const auto& backend : service.backends) backends.push_back(backend.address);
  }
  std::ranges::sort(backends);
  backends.erase(std::ranges::unique(backends).begin(), backends.end());
  return backends;
}

}  // namespace shunt::control
