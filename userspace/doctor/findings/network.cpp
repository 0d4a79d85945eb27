// SPDX-License-Identifier: Apache-2.0
// Ways to backends, and who gets packets to a VIP.
#include <fmt/format.h>

#include <algorithm>

#include "doctor/findings/host.h"
#include "doctor/findings/remedies.h"

namespace shunt::doctor {
namespace {

// What clients send on an Ethernet of theirs, whatever this host's links take.
constexpr unsigned kClientPacket = 1500;

/// What becomes of packets that cannot be sent to it. One that its checks have taken out has no slots.
std::string loss(const Way& way) {
  return way.has_slots ? "packets of its slots are dropped"
                       : "it has no slots, and new flows go elsewhere; those that it still has are dropped";
}

Severity severity(const Way& way) { return way.has_slots ? Severity::kError : Severity::kWarning; }

std::string owners_of(const VipFacts& vip) {
  std::string text;
  for (const auto& owner : vip.owners) text += (text.empty() ? "" : ", ") + owner;
  return text;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::string add_to_host(const VipFacts& vip) {
  return fmt::format("ip address add {}/{} dev lo", vip.vip.to_string(),
                     vip.vip.family() == net::Family::kIpv4 ? 32 : 128);
}

std::string prefix_of(const VipFacts& vip) {
  return vip.vip.to_string() + (vip.vip.family() == net::Family::kIpv4 ? "/32" : "/128");
}

/// A VIP in a network that this host is on: neighbours ask for it by ARP or neighbour discovery.
Finding on_link(const VipFacts& vip, const std::vector<std::string>& attached) {
  const auto name = vip.vip.to_string();
  if (!vip.owners.empty() && vip.local)
    return {Severity::kError,
            "vip-conflict",
            name,
            "another host answers for it, too, on " + vip.link + ": " + owners_of(vip),
            "clients send to whoever answered last: often a backend that has the VIP and answers ARP for it",
            {"on that backend: sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2",
             "ip neigh show " + name}};
  if (!vip.owners.empty())
    return {Severity::kError,
            "vip-elsewhere",
            name,
            "another host answers for it on " + vip.link + ": " + owners_of(vip),
            "packets to it never reach this host",
            {"on that host: sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2",
             add_to_host(vip)}};
  if (!vip.local)
    return {Severity::kError,
            "vip-unanswered",
            name,
            "is in the network of " + vip.link + ", and nobody answers for it there",
            "Shunt answers no ARP: neighbours cannot send to it unless this host has the address",
            {add_to_host(vip)}};
  if (vip.arp_ignore > 0)
    return {
        Severity::kError,
        "vip-arp-ignore",
        name,
        fmt::format("is an address of this host, which does not answer for it: arp_ignore is {}", vip.arp_ignore),
        "neighbours ask for it by ARP on " + vip.link,
        {fmt::format("sysctl -w net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.{}.arp_ignore=0",
                     for_shell(vip.link))}};
  if (!contains(attached, vip.link))
    return {Severity::kError,
            "vip-wrong-interface",
            name,
            "comes in by " + vip.link + ", where Shunt is not attached",
            "its packets go to the host, not to backends",
            {"shunt attach " + for_shell(vip.link), "add " + vip.link + " to `interfaces` of the configuration"}};
  return {Severity::kOk, "vip", name, "this host answers for it on " + vip.link};
}

/// A VIP elsewhere: routers have to know that it is here.
Finding routed(const VipFacts& vip, const std::vector<std::string>& attached) {
  const auto name = vip.vip.to_string();
  const auto route = fmt::format("on the router: ip route add {} via ADDRESS-OF-THIS-HOST", prefix_of(vip));
  if (!vip.came_back_by.empty() && !contains(attached, vip.came_back_by))
    return {Severity::kError,
            "vip-wrong-interface",
            name,
            "comes in by " + vip.came_back_by + ", where Shunt is not attached",
            "its packets go to the host, not to backends",
            {"shunt attach " + for_shell(vip.came_back_by),
             "add " + vip.came_back_by + " to `interfaces` of the configuration",
             "or let the router send them to an address of another interface"}};
  if (!vip.came_back_by.empty())
    return {Severity::kOk, "vip", name, "the router sends it to this host, by " + vip.came_back_by};
  if (!vip.asked)
    return {Severity::kWarning,
            "vip-unknown",
            name,
            "could not ask a router whether it is routed to this host",
            vip.gateway_device.empty()
                ? "this host has no route to the rest of the world"
                : "the gateway does not answer on its link, or raw packets are not allowed here",
            {"on the router: ip route get " + name}};
  const auto gateway = vip.gateway ? vip.gateway->to_string() : "the gateway";
  if (!vip.refused_by.empty())
    return {Severity::kError,
            "vip-not-routed",
            name,
            fmt::format("is not routed to this host: {} says that it cannot be reached", vip.refused_by),
            "packets of clients do not come here",
            {route}};
  if (vip.answered)
    return {Severity::kWarning,
            "vip-elsewhere",
            name,
            "a packet to it by " + gateway + " was answered and did not come here: another host has it",
            "with several instances behind ECMP that is as it should be; else packets do not come here",
            {route}};
  return {Severity::kWarning,
          "vip-not-routed",
          name,
          "a packet to it by " + gateway +
              " did not come back: it is not routed to this host, or the router drops "
              "what would leave by where it came from",
          "packets of clients do not come here",
          {route, "on the router: ip route get " + name}};
}

}  // namespace

Findings examine(const Way& way, const std::vector<std::string>& attached) {
  const auto object = way.services + " " + way.backend.to_string();
  if (!way.obstacle.empty()) {
    std::vector<std::string> commands{"ip route get " + way.backend.to_string(), "ip neigh show"};
    for (auto& command : asks_neighbour(way.obstacle)) commands.push_back(std::move(command));
    return {{severity(way), way.silent ? "no-neighbour" : "no-route", object, way.obstacle,
             loss(way) + "; docs/next-hops.md has each reason", commands}};
  }
  if (!contains(attached, way.egress))
    return {{severity(way),
             "egress-interface",
             object,
             "leaves by " + way.egress + ", where Shunt is not attached",
             "packets are only sent out of interfaces of Shunt's: " + loss(way),
             {"shunt attach " + for_shell(way.egress),
              "add " + way.egress + " to `interfaces` of the configuration"}}};
  if (way.needs_link && !way.on_link)
    return {{Severity::kError,
             "l2-gateway",
             object,
             "is behind a gateway, and its service forwards by l2",
             "l2 sends frames to the backend's own MAC address: it has to be on the link",
             {"forwarding: ipip in the configuration"}}};
  if (way.mtu >= kClientPacket + way.overhead)
    return {{Severity::kOk, "way", object, fmt::format("by {}, MTU {}", way.device, way.mtu)}};
  return {{Severity::kWarning,
           "mtu-headroom",
           object,
           fmt::format("packets of more than {} bytes do not fit: the MTU by {} is {}, the outer header takes {}",
                       way.mtu - std::min(way.mtu, way.overhead), way.device, way.mtu, way.overhead),
           "clients send packets of up to 1500 bytes: larger ones are dropped and counted as too_big",
           {fmt::format("ip link set dev {} mtu {}", for_shell(way.device), kClientPacket + way.overhead),
            fmt::format("or on the backend: ip route change default via ROUTER advmss {}",
                        way.mtu - std::min(way.mtu, way.overhead + 40))}}};
}

Findings examine(const VipFacts& vip, const std::vector<std::string>& attached, bool forwards) {
  Findings all{vip.link.empty() ? routed(vip, attached) : on_link(vip, attached)};
  if (forwards && !vip.local && vip.link.empty())
    all.push_back(
        {Severity::kNote,
         "vip-loop",
         vip.vip.to_string(),
         "is no address of this host, which forwards packets",
         "what Shunt leaves to the host (other ports, pings) is routed back, and may circle until its TTL ends",
         {add_to_host(vip), "ip route add blackhole " + prefix_of(vip) + " metric 4278198272"}});
  return all;
}

}  // namespace shunt::doctor
