// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "control/egress.h"
#include "dataplane/publish/desired_state.h"
#include "model/config.h"
#include "net/address.h"
#include "route/resolution.h"

namespace shunt::control {

/// How each backend is reached just now: for the dataplane, and in words for people.
struct Ways {
  std::unordered_map<net::IpAddress, dataplane::Egress> egress;  ///< of the backends that can be reached
  std::unordered_map<net::IpAddress, std::string> reason;        ///< why not, of the others
  /// What kind of reason that is.
  std::unordered_map<net::IpAddress, route::Unresolved::Kind> kind;
  /// This host's end of the way, of the backend's family; of the backends that can be reached.
  std::unordered_map<net::IpAddress, net::IpAddress> local;

  /// Why packets that are forwarded like this do not reach this backend, in one line; nothing: they do.
  [[nodiscard]] std::optional<std::string> obstacle(model::Forwarding forwarding,
                                                    const net::IpAddress& backend) const;
};

}  // namespace shunt::control
