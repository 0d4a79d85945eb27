// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/checks.h"

namespace shunt::config {
namespace {

struct VipOfService {
  net::IpPrefix vip;
  std::size_t service = 0;
};

/// VIPs that lie in no other VIP, by address. They are disjoint, so at most one can hold an address: the last one
/// that does not begin behind it.
std::vector<VipOfService> outermost_vips(const Draft& draft) {
  std::vector<VipOfService> vips;
  for (std::size_t i = 0; i < draft.places.size(); ++i) {
    if (draft.places[i].vip) vips.push_back({draft.config.services[i].vip, i});
  }
  std::sort(vips.begin(), vips.end(),
            [](const auto& a, const auto& b) { return a.vip != b.vip ? a.vip < b.vip : a.service < b.service; });
  std::vector<VipOfService> outermost;
  for (const auto& vip : vips) {
    if (outermost.empty() || !outermost.back().vip.contains(vip.vip)) outermost.push_back(vip);
  }
  return outermost;
}

const VipOfService* vip_around(const std::vector<VipOfService>& vips, const net::IpAddress& address) {
  const auto behind = std::upper_bound(vips.begin(), vips.end(), address, [](const auto& value, const auto& vip) {
    return value < vip.vip.address();
  });
  if (behind == vips.begin()) return nullptr;
  const auto& candidate = *std::prev(behind);
  return candidate.vip.contains(address) ? &candidate : nullptr;
}

}  // namespace

void check_names(const Draft& draft, Findings& findings) {
  std::unordered_map<std::string_view, unsigned> lines;
  lines.reserve(draft.places.size());
  for (std::size_t i = 0; i < draft.places.size(); ++i) {
    const auto& place = draft.places[i].name;
    if (!place) continue;
    const auto [known, is_new] = lines.try_emplace(draft.config.services[i].name, place->line);
    if (is_new) continue;
    findings.error(*place, "duplicate service " + in_quotes(known->first) + "; it stands in line " +
                               std::to_string(known->second) + " already");
  }
}

void check_backends_outside_vips(const Draft& draft, Findings& findings) {
  const auto vips = outermost_vips(draft);
  for (std::size_t i = 0; i < draft.places.size(); ++i) {
    const auto& backends = draft.config.services[i].backends;
    for (std::size_t j = 0; j < backends.size(); ++j) {
      const auto* found = vip_around(vips, backends[j].address);
      if (found == nullptr) continue;
      const auto& owner = draft.config.services[found->service];
      findings.error(draft.places[i].backends[j],
                     "backend " + backends[j].address.to_string() +
                         (found->vip.is_single_address() ? " is" : " lies in") + " the VIP " +
                         found->vip.to_string() + " of " + service_title(owner, draft.places[found->service]) +
                         "; expected the backend's own address, that no service uses");
    }
  }
}

void check_prefix_lengths(const Draft& draft, Findings& findings) {
  std::array<std::array<bool, 129>, 2> seen{};
  std::array<std::size_t, 2> count{};
  for (std::size_t i = 0; i < draft.places.size(); ++i) {
    const auto& place = draft.places[i].vip;
    if (!place) continue;
    const auto& vip = draft.config.services[i].vip;
    const auto family = static_cast<std::size_t>(vip.address().family());
    bool& known = seen[family][static_cast<std::size_t>(vip.length())];
    if (known) continue;
    known = true;
    if (++count[family] <= model::kMaxVipPrefixLengths) continue;
    findings.error(*place, "vip: /" + std::to_string(vip.length()) + " is prefix length number " +
                               std::to_string(count[family]) + " among the " +
                               std::string(net::to_string(vip.address().family())) + " VIPs; expected at most " +
                               std::to_string(model::kMaxVipPrefixLengths) +
                               " different ones, full length included");
  }
}

}  // namespace shunt::config
