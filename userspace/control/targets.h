// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "health/checker/target.h"
#include "model/config.h"

namespace shunt::control {

/// The checks of a service, to be shared by the targets of its backends.
using SharedChecks = std::vector<std::shared_ptr<const model::Check>>;
SharedChecks share_checks(const model::Service& service);

/// What `check` asks of `backend` for `service`. Pure.
health::Target target_of(const model::Service& service, const model::Backend& backend,
                         std::shared_ptr<const model::Check> check);

/// The address of a VIP that probes are sent to: the VIP, or of a prefix the first address behind the network's
/// own, which may be a broadcast address.
net::IpAddress asked_address(const net::IpPrefix& vip);

}  // namespace shunt::control
