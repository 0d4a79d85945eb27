// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "config/checks.h"

namespace shunt::config {
namespace {

/// One port range of one service.
struct Claim {
  const model::Service* service;
  const ServicePlaces* places;
  std::size_t index;  ///< in Service::ports

  [[nodiscard]] const model::PortRange& ports() const { return service->ports[index]; }
  [[nodiscard]] Place place() const { return places->ports[index]; }
  [[nodiscard]] bool concerns(net::Protocol protocol) const {
    return !ports().protocol || *ports().protocol == protocol;
  }
};

/// By VIP, then so that a range follows the ones it lies in: by first port, wider ones first, and of equal ones
/// that for both protocols first; equal ones in the order of the file.
bool before(const Claim& a, const Claim& b) {
  const auto& p = a.ports();
  const auto& q = b.ports();
  const auto narrow_a = p.protocol.has_value();
  const auto narrow_b = q.protocol.has_value();
  const auto place_a = a.place();
  const auto place_b = b.place();
  return std::tie(a.service->vip, p.first, q.last, narrow_a, place_a) <
         std::tie(b.service->vip, q.first, p.last, narrow_b, place_b);
}

std::vector<Claim> sorted_claims(const Draft& draft) {
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < draft.places.size(); ++i) {
    if (!draft.places[i].vip) continue;
    for (std::size_t j = 0; j < draft.places[i].ports.size(); ++j)
      claims.push_back({&draft.config.services[i], &draft.places[i], j});
  }
  std::sort(claims.begin(), claims.end(), before);
  return claims;
}

/// Whether `inner`, which begins within `outer`, is the more specific of the two.
bool is_nested(const model::PortRange& outer, const model::PortRange& inner) {
  if (inner.last > outer.last) return false;
  if (outer.protocol) return inner.protocol && (inner.first != outer.first || inner.last != outer.last);
  return inner.protocol || inner.first != outer.first || inner.last != outer.last;
}

void report(const Claim& outer, const Claim& inner, Findings& findings) {
  const bool in_order = outer.place() < inner.place();
  const Claim& first = in_order ? outer : inner;
  const Claim& later = in_order ? inner : outer;
  const std::string later_text = model::to_string(later.ports());
  const std::string where = first.service == later.service ? "of the same service"
                                                           : "of " + service_title(*first.service, *first.places);
  const std::string there =
      where + " in line " + std::to_string(first.place().line) + ", for the VIP " + later.service->vip.to_string();
  if (first.ports() == later.ports()) {
    findings.error(later.place(), "ports: " + later_text + " are those " + there + "; expected other ports");
  } else {
    findings.error(later.place(), "ports: " + later_text + " overlap " + model::to_string(first.ports()) + " " +
                                      there + "; expected that one lies within the other, or neither");
  }
}

/// Pairs that were reported: two ranges for both protocols meet in the sweep of each.
using Told = std::set<std::pair<const Claim*, const Claim*>>;

/// Sweeps the claims of one VIP on one protocol. `open` are the ranges around the current port, each within the
/// one before; a range that breaks this is reported and left out, so that it causes no further reports.
void sweep(std::span<const Claim> claims, net::Protocol protocol, Told& told, Findings& findings) {
  std::vector<const Claim*> open;
  for (const Claim& claim : claims) {
    if (findings.is_full()) return;
    if (!claim.concerns(protocol)) continue;
    while (!open.empty() && open.back()->ports().last < claim.ports().first) open.pop_back();
    if (open.empty() || is_nested(open.back()->ports(), claim.ports())) {
      open.push_back(&claim);
    } else if (told.emplace(open.back(), &claim).second) {
      report(*open.back(), claim, findings);
    }
  }
}

}  // namespace

void check_overlaps(const Draft& draft, Findings& findings) {
  const auto claims = sorted_claims(draft);
  for (std::span<const Claim> rest(claims); !rest.empty() && !findings.is_full();) {
    const auto& vip = rest.front().service->vip;
    const auto end = std::find_if(rest.begin(), rest.end(), [&](const Claim& c) { return c.service->vip != vip; });
    const auto size = static_cast<std::size_t>(end - rest.begin());
    Told told;
    sweep(rest.first(size), net::Protocol::kTcp, told, findings);
    sweep(rest.first(size), net::Protocol::kUdp, told, findings);
    rest = rest.subspan(size);
  }
}

}  // namespace shunt::config
