// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "dataplane/publish/desired_state.h"
#include "packet_cost/cases.h"

namespace shunt::bench {

inline constexpr std::uint32_t kServices = 100;
inline constexpr std::uint32_t kBackends = 10;  ///< of each service
inline constexpr std::uint32_t kEgressRow = 1;  ///< of `interfaces`

/// The service of a case and 99 others of both families.
std::vector<model::Service> make_services(const Case& subject);

/// They with their ways. BPF_PROG_TEST_RUN lets packets come in by `ingress`; the case says by what they go out.
dataplane::DesiredState make_state(const Case& subject, const std::vector<model::Service>& services,
                                   std::uint32_t ingress, std::uint32_t egress_port);

}  // namespace shunt::bench
