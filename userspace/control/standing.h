// SPDX-License-Identifier: Apache-2.0
// What health checks say of the backends of a service, as far as traffic is concerned: plain values.
#pragma once

#include <cstdint>
#include <vector>

#include "health/judge/judge.h"
#include "model/config.h"

namespace shunt::control {

/// Of one backend.
struct Standing {
  /// Of all its checks together: the worst. A backend without checks is up; one whose first results are missing,
  /// and that has served before, counts as up, too.
  health::State state = health::State::kUp;
  std::uint32_t percent = 100;  ///< of its weight, by its agent
  bool drains = false;          ///< by its agent: no new flows
  bool maintained = false;      ///< by its agent: no packets at all
  bool operator==(const Standing&) const = default;
};

class Standings {
 public:
  virtual ~Standings() = default;

  /// One for each of service.backends.
  [[nodiscard]] virtual std::vector<Standing> standings(const model::Service& service) const = 0;
};

}  // namespace shunt::control
