// SPDX-License-Identifier: Apache-2.0
#include "health/checker/target.h"

#include <tuple>

namespace shunt::health {

bool Target::operator<(const Target& other) const {
  const auto order =
      std::tie(backend, address, forwarding) <=> std::tie(other.backend, other.address, other.forwarding);
  if (order != 0) return order < 0;
  return check != other.check && *check < *other.check;
}

}  // namespace shunt::health
