// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "config/checks.h"
#include "config/limit.h"

namespace shunt::config {
namespace {

/// How many pieces n ranges of ports can be cut into: their 2n ends part what lies between the outermost two.
std::uint64_t max_pieces(std::uint64_t ranges) { return ranges == 0 ? 0 : 2 * ranges - 1; }

/// What one VIP takes of the service lookup.
struct VipUse {
  net::IpPrefix vip;
  std::uint64_t exact = 0;       ///< single ports of a single address, one per protocol
  std::uint64_t tcp_ranges = 0;  ///< everything else is a rule
  std::uint64_t udp_ranges = 0;
};

VipUse use_of(const model::Service& service) {
  VipUse use{.vip = service.vip};
  for (const auto& ports : service.ports) {
    const bool exact = service.vip.is_single_address() && ports.first == ports.last;
    const bool tcp = ports.protocol != net::Protocol::kUdp;
    const bool udp = ports.protocol != net::Protocol::kTcp;
    (exact ? use.exact : use.tcp_ranges) += tcp ? 1 : 0;
    (exact ? use.exact : use.udp_ranges) += udp ? 1 : 0;
  }
  return use;
}

/// One element per VIP, by address, a VIP behind those around it.
std::vector<VipUse> uses_by_vip(const Draft& draft) {
  std::vector<VipUse> uses;
  for (std::size_t i = 0; i < draft.places.size(); ++i) {
    if (draft.places[i].vip) uses.push_back(use_of(draft.config.services[i]));
  }
  std::sort(uses.begin(), uses.end(), [](const auto& a, const auto& b) { return a.vip < b.vip; });
  std::vector<VipUse> merged;
  for (const auto& use : uses) {
    if (merged.empty() || merged.back().vip != use.vip) {
      merged.push_back(use);
      continue;
    }
    merged.back().exact += use.exact;
    merged.back().tcp_ranges += use.tcp_ranges;
    merged.back().udp_ranges += use.udp_ranges;
  }
  return merged;
}

struct LookupUse {
  std::uint64_t keys = 0;   ///< VIPs and exact ports
  std::uint64_t rules = 0;  ///< at most
};

/// A VIP inherits the rules of those around it where it has none of its own.
LookupUse lookup_use(const Draft& draft) {
  LookupUse total;
  std::vector<VipUse> around;  // each within the one before, its ranges with the inherited ones
  for (auto use : uses_by_vip(draft)) {
    while (!around.empty() && !around.back().vip.contains(use.vip)) around.pop_back();
    if (!around.empty()) {
      use.tcp_ranges += around.back().tcp_ranges;
      use.udp_ranges += around.back().udp_ranges;
    }
    total.keys += 1 + use.exact;
    total.rules += max_pieces(use.tcp_ranges) + max_pieces(use.udp_ranges);
    around.push_back(use);
  }
  return total;
}

std::uint64_t services_for(std::uint64_t rows) {
  return (rows + model::kVipsAndPortsPerService - 1) / model::kVipsAndPortsPerService;
}

}  // namespace

void check_limits(const Draft& draft, Findings& findings) {
  const auto& limits = draft.config.limits;
  const Limit services{"services", limits.services, model::kMaxServices, draft.limits.services};
  const auto count = draft.config.services.size();
  const auto use = lookup_use(draft);
  const auto for_keys = services_for(use.keys);
  const auto for_rules = services_for(use.rules);
  if (count >= std::max(for_keys, for_rules)) {
    require_limit(services, count, "there are " + std::to_string(count) + " services", draft, findings);
  } else if (for_keys >= for_rules) {
    require_limit(services, for_keys,
                  "there are " + std::to_string(use.keys) + " VIPs and single ports (4 a service)", draft,
                  findings);
  } else {
    require_limit(services, for_rules,
                  "there are up to " + std::to_string(use.rules) + " port rules (4 a service)", draft, findings);
  }
  std::uint64_t backends = 0;
  for (const auto& service : draft.config.services) backends += service.backends.size();
  require_limit({"backends", limits.backends, model::kMaxBackends, draft.limits.backends}, backends,
                "there are " + std::to_string(backends) + " backends over all services", draft, findings);
}

}  // namespace shunt::config
