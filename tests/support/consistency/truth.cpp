// SPDX-License-Identifier: Apache-2.0
#include "support/consistency/truth.h"

#include <algorithm>

namespace shunt::consistency {

std::uint64_t Truth::epoch(const Flow& flow) const {
  const auto found = epochs_.find({flow.service, flow.backend});
  return found == epochs_.end() ? 0 : found->second;
}

std::uint32_t Truth::limit(const Flow& flow) const {
  if (flow.udp) return limits_.udp;
  std::uint32_t limit = limits_.tcp;
  if (!flow.confirmed) limit = std::min(limit, limits_.handshake);
  if (flow.closing) limit = std::min(limit, limits_.closing);
  return limit;
}

bool Truth::is_free(const Flow& flow, std::uint32_t clock) const {
  return clock - flow.last > limit(flow) || epoch(flow) != flow.epoch;
}

bool Truth::went(Flow& flow, const std::optional<net::IpAddress>& backend, std::uint32_t clock) const {
  const bool allowed = backend == flow.backend || is_free(flow, clock);
  if (backend) flow.backend = *backend;
  flow.epoch = epoch(flow);
  flow.last = clock;
  return allowed;
}

}  // namespace shunt::consistency
