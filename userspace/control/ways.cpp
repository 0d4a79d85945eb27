// SPDX-License-Identifier: Apache-2.0
#include "control/ways.h"

namespace shunt::control {

std::optional<std::string> Ways::obstacle(model::Forwarding forwarding, const net::IpAddress& backend) const {
  const auto way = egress.find(backend);
  if (way == egress.end()) {
    const auto why = reason.find(backend);
    return why == reason.end() ? "resolving " + backend.to_string() : why->second;
  }
  if (forwarding == model::Forwarding::kL2 && !way->second.on_link) {
    return backend.to_string() + " is behind a gateway; l2 forwarding needs it on a directly connected network";
  }
  return std::nullopt;
}

}  // namespace shunt::control
