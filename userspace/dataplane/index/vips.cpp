// SPDX-License-Identifier: Apache-2.0
#include "dataplane/index/vips.h"

#include <algorithm>
#include <string>
#include <tuple>

namespace shunt::dataplane {
namespace {

constexpr net::Protocol kProtocols[] = {net::Protocol::kTcp, net::Protocol::kUdp};

/// More rules of one VIP could not be told apart in the steps that the program has for its binary search.
constexpr std::size_t kMaxRulesPerVip = (std::size_t{1} << SHUNT_MAX_RULE_STEPS) - 1;

/// One range of ports of one entry.
struct Claim {
  model::PortRange ports;
  std::size_t owner;

  [[nodiscard]] int width() const { return ports.last - ports.first; }
  [[nodiscard]] bool concerns(net::Protocol protocol) const {
    return !ports.protocol || *ports.protocol == protocol;
  }
};

/// An entry in the order in which VIPs are resolved: a VIP behind those around it. Families apart, so that no IPv4
/// VIP (::ffff:0:0/96) stands between an IPv6 prefix around those addresses and others in it.
struct Member {
  net::Family family;
  net::IpPrefix vip;
  std::size_t owner;
  auto operator<=>(const Member&) const = default;
};

std::vector<Member> sorted_members(std::span<const IndexEntry> entries) {
  std::vector<Member> members;
  members.reserve(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i)
    members.push_back({entries[i].vip.address().family(), entries[i].vip.without_host_bits(), i});
  std::sort(members.begin(), members.end());
  return members;
}

/// The less specific of two claims of one VIP before the other; equal only if their ports are.
auto specificity(const Claim& claim) {
  return std::make_tuple(-claim.width(), claim.ports.protocol, claim.ports.first);
}

/// The claims of one VIP, the less specific first. Error: the same ports twice.
core::Result<std::vector<Claim>> sorted_claims(std::span<const Member> members,
                                               std::span<const IndexEntry> entries) {
  std::vector<Claim> claims;
  for (const Member& member : members)
    for (const model::PortRange& ports : entries[member.owner].ports) claims.push_back({ports, member.owner});
  std::sort(claims.begin(), claims.end(),
            [](const Claim& a, const Claim& b) { return specificity(a) < specificity(b); });
  const auto same = std::adjacent_find(claims.begin(), claims.end(),
                                       [](const Claim& a, const Claim& b) { return a.ports == b.ports; });
  if (same != claims.end())
    return core::Error("VIP " + members.front().vip.to_string() + ": ports " + model::to_string(same->ports) +
                       " are there twice; expected once");
  return claims;
}

/// Goes through the VIPs in order, with those around the current one at hand.
class Resolver {
 public:
  explicit Resolver(std::size_t max_rules) : max_rules_(max_rules) {}

  /// `claims`: all of this VIP, the less specific first.
  core::Result<void> add(const net::IpPrefix& vip, std::span<const Claim> claims) {
    while (!around_.empty() && !around_.back().rules.vip.contains(vip)) around_.pop_back();
    const auto is_exact = [&](const Claim& claim) { return vip.is_single_address() && claim.width() == 0; };
    VipRules rules = around_.empty() ? VipRules{} : around_.back().rules;
    rules.vip = vip;
    if (!std::all_of(claims.begin(), claims.end(), is_exact)) {
      PortMap ports = around_.empty() ? PortMap{} : around_.back().ports;
      for (const Claim& claim : claims)
        if (!is_exact(claim)) paint(claim, ports);
      if (auto appended = append_rules(ports, rules); !appended) return appended.error();
      if (!vip.is_single_address()) around_.push_back({rules, std::move(ports)});
    }
    PortMap exact;
    for (const Claim& claim : claims)
      if (is_exact(claim)) paint(claim, exact);
    append_exact(vip, exact);
    resolved_.vips.push_back(rules);
    return {};
  }

  ResolvedVips take() && { return std::move(resolved_); }

 private:
  struct Node {
    VipRules rules;
    PortMap ports;
  };

  static void paint(const Claim& claim, PortMap& ports) {
    for (const net::Protocol protocol : kProtocols)
      if (claim.concerns(protocol))
        ports.paint(port_key(protocol, claim.ports.first), port_key(protocol, claim.ports.last), claim.owner);
  }

  core::Result<void> append_rules(const PortMap& ports, VipRules& rules) {
    const std::vector<PortMap::Range> ranges = ports.ranges();
    if (ranges.size() > kMaxRulesPerVip)
      return core::Error("VIP " + rules.vip.to_string() + " needs " + std::to_string(ranges.size()) +
                         " port rules; at most " + std::to_string(kMaxRulesPerVip) + " are possible");
    if (ranges.size() > max_rules_ - resolved_.rules.size())
      return core::Error("the port ranges of the VIPs, cut where they are nested, need more than " +
                         std::to_string(max_rules_) +
                         " rules; raise limits.services in the configuration and restart");
    rules.offset = static_cast<std::uint32_t>(resolved_.rules.size());
    rules.count = static_cast<std::uint32_t>(ranges.size());
    resolved_.rules.insert(resolved_.rules.end(), ranges.begin(), ranges.end());
    return {};
  }

  void append_exact(const net::IpPrefix& vip, const PortMap& ports) {
    for (const PortMap::Range& range : ports.ranges())
      for (std::uint32_t key = range.first; key <= range.last; ++key)
        resolved_.exact.push_back({vip.address(), key, range.owner});
  }

  std::size_t max_rules_;
  std::vector<Node> around_;  ///< each within the one before
  ResolvedVips resolved_;
};

}  // namespace

core::Result<ResolvedVips> resolve_vips(std::span<const IndexEntry> entries, std::uint32_t max_rules) {
  const std::vector<Member> members = sorted_members(entries);
  Resolver resolver(max_rules);
  for (std::span<const Member> rest(members); !rest.empty();) {
    const net::IpPrefix& vip = rest.front().vip;
    const auto end =
        std::find_if(rest.begin(), rest.end(), [&](const Member& member) { return member.vip != vip; });
    const auto same_vip = rest.first(static_cast<std::size_t>(end - rest.begin()));
    const auto claims = sorted_claims(same_vip, entries);
    if (!claims) return claims.error();
    if (auto added = resolver.add(vip, *claims); !added) return added.error();
    rest = rest.subspan(same_vip.size());
  }
  return std::move(resolver).take();
}

}  // namespace shunt::dataplane
