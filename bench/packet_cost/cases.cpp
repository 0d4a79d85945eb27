// SPDX-License-Identifier: Apache-2.0
#include "packet_cost/cases.h"

#include <array>

namespace shunt::bench {
namespace {

using model::Forwarding;
using net::Family;
using net::Protocol;

constexpr auto kV6 = Family::kIpv6;

constexpr std::array kCases{
    Case{.name = "TCP IPv4, ipip", .target = 2.5},
    Case{.name = "TCP IPv6 in IPv6, ipip", .inner = kV6, .outer = kV6, .target = 2.75},
    Case{.name = "TCP IPv4 in IPv6, ipip", .outer = kV6},
    Case{.name = "TCP IPv6 in IPv4, ipip", .inner = kV6},
    Case{.name = "TCP IPv4, gue IPv4", .forwarding = Forwarding::kGue, .target = 3.0},
    Case{.name = "TCP IPv6, gue IPv6", .inner = kV6, .outer = kV6, .forwarding = Forwarding::kGue},
    Case{.name = "TCP IPv4, l2", .forwarding = Forwarding::kL2},
    Case{.name = "TCP IPv6, l2", .inner = kV6, .outer = kV6, .forwarding = Forwarding::kL2},
    Case{.name = "UDP IPv4, ipip", .protocol = Protocol::kUdp},
    Case{.name = "TCP SYN IPv4, ipip", .syn = true},
    Case{.name = "TCP IPv4, ipip, VIP prefix", .lookup = Lookup::kPrefix},
    Case{.name = "TCP IPv4, ipip, port range", .lookup = Lookup::kPortRange},
    Case{.name = "TCP IPv6 in IPv6, ipip, VIP prefix", .inner = kV6, .outer = kV6, .lookup = Lookup::kPrefix},
    Case{.name = "TCP IPv4, ipip, XDP_REDIRECT", .expected = Expected::kRedirected},
    Case{.name = "migrating slot, hit, IPv4", .slots = Slots::kMigrating, .target = 5.0},
    Case{.name = "migrating slot, hit, IPv6 in IPv6", .inner = kV6, .outer = kV6, .slots = Slots::kMigrating},
    Case{.name = "migrating slot, SYN again, IPv4", .syn = true, .slots = Slots::kMigrating},
    Case{.name = "migrating slot, miss, not recorded, IPv4", .slots = Slots::kUnknown},
    Case{.name = "migrating slot, SYN, not recorded, IPv4", .syn = true, .slots = Slots::kUnknown},
    Case{.name = "tracked slot, hit, IPv4", .slots = Slots::kTracked},
    Case{.name = "scheduler source, steady, IPv4", .scheduler = model::Scheduler::kSource},
    Case{.name = "scheduler round-robin, hit, IPv4", .scheduler = model::Scheduler::kRoundRobin},
    Case{.name = "scheduler least-connections, hit, IPv4", .scheduler = model::Scheduler::kLeastConnections},
    Case{.name = "passive health, IPv4", .passive = model::Passive::kWarn},
    Case{.name = "passive health, SYN, IPv4", .syn = true, .passive = model::Passive::kWarn},
    Case{.name = "no service, IPv4", .lookup = Lookup::kNone, .expected = Expected::kPassed, .target = 1.5},
    Case{.name = "no service, IPv6",
         .inner = kV6,
         .outer = kV6,
         .lookup = Lookup::kNone,
         .expected = Expected::kPassed,
         .target = 1.5},
    Case{.name = "no service, IPv4, beside a VIP prefix",
         .lookup = Lookup::kNoneWithRules,
         .expected = Expected::kPassed},
    Case{.name = "drop: next hop unresolved", .expected = Expected::kUnresolved},
    Case{.name = "drop: too big", .expected = Expected::kTooBig},
};

}  // namespace

std::span<const Case> cases() { return kCases; }

}  // namespace shunt::bench
