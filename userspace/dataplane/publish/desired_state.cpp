// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publish/desired_state.h"

namespace shunt::dataplane {

std::vector<DesiredService> as_configured(const std::vector<model::Service>& services) {
  std::vector<DesiredService> desired;
  desired.reserve(services.size());
  for (const auto& service : services) {
    auto& entry = desired.emplace_back(DesiredService{.config = &service, .shares = {}});
    for (const auto& backend : service.backends) entry.shares.push_back({.weight = backend.weight});
  }
  return desired;
}

}  // namespace shunt::dataplane
