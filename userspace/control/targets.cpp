// SPDX-License-Identifier: Apache-2.0
#include "control/targets.h"

namespace shunt::control {

SharedChecks share_checks(const model::Service& service) {
  SharedChecks checks;
  for (const auto& check : service.health.checks) checks.push_back(std::make_shared<const model::Check>(check));
  return checks;
}

net::IpAddress asked_address(const net::IpPrefix& vip) {
  if (vip.is_single_address()) return vip.address();
  auto bytes = vip.address().bytes();
  bytes.back() |= 1;
  return net::IpAddress(bytes);
}

health::Target target_of(const model::Service& service, const model::Backend& backend,
                         std::shared_ptr<const model::Check> check) {
  if (check->via == model::CheckVia::kDirect)
    return {.backend = backend.address, .address = backend.address, .check = std::move(check)};
  return {.backend = backend.address,
          .address = asked_address(service.vip),
          .forwarding = service.forwarding,
          .check = std::move(check)};
}

}  // namespace shunt::control
