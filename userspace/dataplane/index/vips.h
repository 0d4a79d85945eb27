// SPDX-License-Identifier: Apache-2.0
// What each VIP serves once everything that is nested has been resolved.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/result.h"
#include "dataplane/index/entry.h"
#include "dataplane/index/port_map.h"

namespace shunt::dataplane {

/// One port of one protocol of a VIP that is a single address.
struct ExactPort {
  net::IpAddress vip;
  std::uint32_t key;  ///< port_key
  std::size_t owner;  ///< position of the entry
};

/// A VIP and where its rules lie in ResolvedVips::rules. A VIP without ranges of its own shares those around it.
struct VipRules {
  net::IpPrefix vip;
  std::uint32_t offset = 0;
  std::uint32_t count = 0;
};

struct ResolvedVips {
  std::vector<ExactPort> exact;
  std::vector<VipRules> vips;         ///< every VIP once
  std::vector<PortMap::Range> rules;  ///< of each VIP together, ascending, without overlap
};

/// Decides for every VIP, port and protocol which entry answers, the most specific one: that with the longest
/// prefix, then the narrowest range of ports, then the one for one protocol rather than both. (Of equally wide
/// ranges that overlap in part, which no configuration has, the one that begins later.)
///
/// Exact ports need no rule: the program looks for them first, and their range and prefix are the narrowest there
/// are. Every VIP inherits what the VIPs around it have where it has nothing itself, so that the program may stop
/// at the first VIP that it finds. The result does not depend on the order of the entries.
///
/// Errors: the same ports of a VIP twice; more than `max_rules` rules. Cost: O(n log n), plus
/// the rules.
[[nodiscard]] core::Result<ResolvedVips> resolve_vips(std::span<const IndexEntry> entries,
                                                      std::uint32_t max_rules);

}  // namespace shunt::dataplane
