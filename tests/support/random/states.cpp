// SPDX-License-Identifier: Apache-2.0
#include "support/random/states.h"

#include <algorithm>

namespace shunt::random {
namespace {

/// Prefixes that contain one another in several ways; single addresses are the most frequent VIPs.
const std::vector<const char*> kVips = {
    "192.0.2.10",    "192.0.2.10",        "192.0.2.11",         "192.0.2.255",    "192.0.2.8/29",
    "192.0.2.0/25",  "192.0.2.0/24",      "192.0.0.0/8",        "203.0.113.0/31", "203.0.113.1",
    "2001:db8::10",  "2001:db8::10",      "2001:db8::11",       "2001:db8::/126", "2001:db8::/64",
    "2001:db8::/33", "2001:db8:0:1::/65", "2001:db8:0:1::ffff", "0.0.0.0/0",      "::/0"};

bool protocols_meet(const model::PortRange& a, const model::PortRange& b) {
  return !a.protocol || !b.protocol || *a.protocol == *b.protocol;
}

bool contains(const model::PortRange& outer, const model::PortRange& inner) {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/// Two ranges of one VIP may be apart or one within the other: anything else is an error in a configuration.
bool may_coexist(const model::PortRange& a, const model::PortRange& b) {
  const bool apart = !protocols_meet(a, b) || a.last < b.first || b.last < a.first;
  const bool equal = a.first == b.first && a.last == b.last;
  return apart || (!equal && (contains(a, b) || contains(b, a)));
}

bool fits(const given::State& state, const given::Service& candidate, const model::PortRange& range) {
  const auto coexists = [&](const model::PortRange& other) { return may_coexist(range, other); };
  if (!std::all_of(candidate.ports.begin(), candidate.ports.end(), coexists)) return false;
  return std::all_of(state.services.begin(), state.services.end(), [&](const given::Service& service) {
    return service.vip != candidate.vip || std::all_of(service.ports.begin(), service.ports.end(), coexists);
  });
}

model::PortRange random_range(Dice& dice) {
  model::PortRange range;
  if (const auto protocol = dice.below(3); protocol != 0)
    range.protocol = protocol == 1 ? net::Protocol::kTcp : net::Protocol::kUdp;
  switch (dice.below(6)) {
    case 0: break;  // any
    case 1:
      range.first = dice.between<std::uint16_t>(0, 65535);
      range.last = dice.between<std::uint16_t>(range.first, 65535);
      break;
    case 2:
      range.first = dice.pick<std::uint16_t>({0, 80, 5000});
      range.last = dice.pick<std::uint16_t>({5000, 5999, 65535});
      break;
    default: range.first = range.last = dice.pick<std::uint16_t>({0, 53, 80, 443, 5001, 65535}); break;
  }
  return range;
}

net::MacAddress random_mac(Dice& dice) {
  net::MacAddress mac;
  for (std::uint8_t& byte : mac.bytes) byte = static_cast<std::uint8_t>(dice.bits());
  return mac;
}

given::NextHop random_next_hop(Dice& dice) {
  given::NextHop hop{.destination = random_mac(dice), .source = random_mac(dice)};
  if (dice.chance(30)) hop.vlan = static_cast<std::uint16_t>(dice.bits());
  hop.ifindex = dice.pick<std::uint32_t>({given::kPortA, given::kPortA, given::kPortA, given::kPortB,
                                          given::kPortB, given::kPortB, given::kUnlistedPort});
  hop.mtu = dice.pick<std::uint32_t>({68, 100, 576, 1280, 1500, 1500, 1500, 9000});
  return hop;
}

given::Backend random_backend(Dice& dice, const std::vector<given::NextHop>& hops, std::uint32_t id) {
  const std::uint8_t last = static_cast<std::uint8_t>(dice.bits());
  given::Backend backend;
  backend.address = net::IpAddress::from_ipv4({198, 51, 100, last});
  if (dice.chance(50)) {
    net::IpAddress::Bytes bytes{0x20, 0x01, 0x0d, 0xb8, 0x00, 0xbe};
    for (std::size_t i = 8; i < 16; ++i) bytes[i] = static_cast<std::uint8_t>(dice.bits());
    backend.address = net::IpAddress(bytes);
  }
  if (!dice.chance(8)) backend.next_hop = dice.pick(hops);
  backend.id = id;
  return backend;
}

net::IpPrefix random_prefix(Dice& dice, const char* address, int full_length) {
  const int length = dice.chance(40) ? full_length : dice.between<int>(8, static_cast<std::uint64_t>(full_length));
  return net::IpPrefix(*net::IpAddress::parse(address), length).without_host_bits();
}

given::Service random_service(Dice& dice, const given::State& state, const std::vector<given::NextHop>& hops) {
  given::Service service;
  service.vip = net::IpPrefix::parse(dice.pick(kVips))->without_host_bits();
  for (int tries = dice.between<int>(1, 4); tries > 0; --tries)
    if (const model::PortRange range = random_range(dice); fits(state, service, range))
      service.ports.push_back(range);
  service.forwarding = dice.pick({model::Forwarding::kIpip, model::Forwarding::kGue, model::Forwarding::kL2});
  service.watches_syns = dice.chance(30);
  service.id = static_cast<std::uint32_t>(state.services.size());
  const auto count = dice.chance(5) ? 0 : dice.between<std::uint32_t>(1, 4);
  for (std::uint32_t i = 0; i < count; ++i)
    service.backends.push_back(random_backend(dice, hops, service.id * 4 + i + 1));
  if (count == 0) return service;
  service.table.resize(dice.pick<std::size_t>({1, 2, 3, 7, 31, 127}));
  for (std::uint32_t& slot : service.table) slot = dice.between<std::uint32_t>(0, count - 1);
  return service;
}

/// VIPs of services and others, sources that may be VIPs themselves, and few ports, so that many packets meet
/// their ends.
given::Probes random_probes(Dice& dice, const given::State& state) {
  given::Probes probes{.first_port = dice.pick<std::uint16_t>({0, 61'000, 65'530}),
                       .has_egress = !dice.chance(10)};
  probes.ports = static_cast<std::uint16_t>(
      std::min<std::uint32_t>(dice.pick<std::uint32_t>({1, 6, 500, 65'535}), 65'536 - probes.first_port));
  for (const char* source : {"198.51.100.2", "198.51.100.3", "2001:db8:5::2", "192.0.2.11"})
    if (dice.chance(60)) probes.sources.push_back(*net::IpAddress::parse(source));
  for (const given::Service& service : state.services)
    if (dice.chance(70)) probes.vips.push_back(service.vip.address());
  for (const char* vip : {"192.0.2.77", "2001:db8::77"})
    if (dice.chance(50)) probes.vips.push_back(*net::IpAddress::parse(vip));
  return probes;
}

}  // namespace

given::State random_state(Dice& dice) {
  given::State state;
  state.seed = dice.chance(30) ? 0 : dice.bits();
  state.interfaces = {{given::kPortA, true}, {given::kPortB, !dice.chance(10)}};
  if (dice.chance(10)) state.interfaces.erase(state.interfaces.begin());
  state.tunnel.source_ipv4 = random_prefix(dice, "198.51.100.2", 32);
  state.tunnel.source_ipv6 = random_prefix(dice, "2001:db8:5::2", 128);
  state.tunnel.gue_port = static_cast<std::uint16_t>(dice.bits());
  std::vector<given::NextHop> hops(6);
  for (given::NextHop& hop : hops) hop = random_next_hop(dice);
  for (auto services = dice.between<std::uint32_t>(1, 24); services > 0; --services) {
    given::Service service = random_service(dice, state, hops);
    if (!service.ports.empty()) state.services.push_back(std::move(service));
  }
  if (dice.chance(60)) state.probes = random_probes(dice, state);
  return state;
}

}  // namespace shunt::random
