// SPDX-License-Identifier: Apache-2.0
#include "doctor/collect/vips.h"

#include <linux/if_ether.h>
#include <net/if.h>
#include <net/if_arp.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <random>

#include "doctor/collect/addresses.h"
#include "doctor/collect/files.h"
#include "doctor/collect/poke.h"
#include "doctor/link/link_socket.h"
#include "doctor/packet/packet.h"

namespace shunt::doctor {
namespace {

using namespace std::chrono_literals;

constexpr auto kWait = 600ms;
constexpr std::uint8_t kHops = 8;  // enough for a few routers; a loop ends soon
constexpr net::MacAddress kEveryone{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

/// Addresses that only a default route leads to: RFC 7600 (a dummy), and the first one that is given out.
net::IpAddress far_away(net::Family family) {
  return *net::IpAddress::parse(family == net::Family::kIpv4 ? "192.0.0.8" : "2000::1");
}

/// The address of a prefix that stands for all of it: as for probes, the second one.
net::IpAddress representative(const net::IpPrefix& vip) {
  if (vip.is_single_address()) return vip.address();
  auto bytes = vip.address().bytes();
  bytes.back() |= 1;
  return net::IpAddress(bytes);
}

std::vector<VipFacts> vips_of(const model::Config& config) {
  std::map<net::IpAddress, std::string> services;
  for (const auto& service : config.services) {
    auto& names = services[representative(service.vip)];
    names += (names.empty() ? "" : ", ") + service.name;
  }
  std::vector<VipFacts> all;
  for (const auto& [vip, names] : services)
    if (all.size() < kMostVips) all.push_back({.vip = vip, .services = names});
  return all;
}

void place(VipFacts& vip, const std::vector<InterfaceAddress>& addresses) {
  for (const auto& [interface, prefix] : addresses) {
    if (prefix.address() == vip.vip) vip.local = true;
    if (!prefix.is_single_address() && prefix.without_host_bits().contains(vip.vip) && vip.link.empty())
      vip.link = interface;
  }
  if (vip.link.empty()) return;
  const auto of = [](const std::string& name) {
    return number_in("/proc/sys/net/ipv4/conf/" + name + "/arp_ignore").value_or(0);
  };
  // With 1 an interface answers for its own addresses alone: a VIP on it is answered for.
  const bool on_it = std::ranges::any_of(addresses, [&](const InterfaceAddress& each) {
    return each.interface == vip.link && each.address.address() == vip.vip;
  });
  const auto ignore = std::max(of("all"), of(vip.link));
  vip.arp_ignore = vip.vip.family() == net::Family::kIpv4 && !on_it ? static_cast<unsigned>(ignore) : 0;
}

std::string name_of(unsigned ifindex) {
  std::array<char, IF_NAMESIZE> name{};
  return ::if_indextoname(ifindex, name.data()) == nullptr ? "" : name.data();
}

/// A probe of RFC 5227: from nobody, so that nobody learns anything from it.
std::string arp_probe(const net::IpAddress& vip) {
  std::string bytes(28, '\0');
  bytes[1] = ARPHRD_ETHER;
  bytes[2] = static_cast<char>(ETH_P_IP >> 8);
  bytes[4] = ETH_ALEN;
  bytes[5] = 4;
  bytes[7] = ARPOP_REQUEST;
  const auto target = vip.ipv4_bytes();
  std::ranges::copy(target, bytes.begin() + 24);
  return bytes;
}

void take_arp(const LinkSocket::Received& frame, std::vector<VipFacts>& vips) {
  if (frame.payload.size() < 28 || frame.payload[7] != ARPOP_REPLY) return;
  std::array<std::uint8_t, 4> sender{};
  std::copy_n(frame.payload.begin() + 14, 4, sender.begin());
  const auto address = net::IpAddress::from_ipv4(sender);
  net::MacAddress mac;
  std::copy_n(frame.payload.begin() + 8, 6, mac.bytes.begin());
  const auto device = name_of(frame.ifindex);
  for (auto& vip : vips)
    if (vip.vip == address && vip.link == device &&
        std::ranges::find(vip.owners, mac.to_string()) == vip.owners.end())
      vip.owners.push_back(mac.to_string());
}

void ask_neighbours(std::vector<VipFacts>& vips) {
  const auto asks = [](const VipFacts& vip) {
    return !vip.link.empty() && vip.vip.family() == net::Family::kIpv4;
  };
  if (std::ranges::none_of(vips, asks)) return;
  const auto socket = LinkSocket::open(ETH_P_ARP);
  if (!socket) return;
  for (const auto& vip : vips)
    if (asks(vip)) socket->send(::if_nametoindex(vip.link.c_str()), ETH_P_ARP, kEveryone, arp_probe(vip.vip));
  socket->receive(
      kWait, [] { return false; }, [&](const LinkSocket::Received& frame) { take_arp(frame, vips); });
}

/// IPv6 on the link: the kernel asks, unless the address is its own.
void ask_kernel(std::vector<VipFacts>& vips) {
  std::vector<net::IpAddress> addresses;
  for (const auto& vip : vips)
    if (!vip.link.empty() && !vip.local && vip.vip.family() == net::Family::kIpv6) addresses.push_back(vip.vip);
  if (addresses.empty()) return;
  const auto survey = survey_neighbours(addresses);
  if (!survey) return;
  for (const auto& way : survey->ways)
    if (!way.obstacle())
      std::ranges::find(vips, way.destination, &VipFacts::vip)->owners.push_back(way.neighbour->mac->to_string());
}

/// The way to the rest of the world.
struct Gateway {
  unsigned ifindex = 0;
  net::MacAddress mac;
  net::IpAddress local;
};

std::map<net::Family, Gateway> find_gateways(std::vector<VipFacts>& vips) {
  std::map<net::Family, Gateway> gateways;
  const auto survey = survey_neighbours({far_away(net::Family::kIpv4), far_away(net::Family::kIpv6)});
  if (!survey) return gateways;
  for (const auto& way : survey->ways) {
    const auto* path = std::get_if<route::Path>(&way.path);
    const auto* route = std::get_if<route::Route>(&way.route);
    const auto family = way.destination.family();
    if (path == nullptr || route == nullptr || !route->gateway) continue;
    for (auto& vip : vips)
      if (vip.vip.family() == family) {
        vip.gateway_device = path->device;
        vip.gateway = *route->gateway;
      }
    if (way.obstacle() || !route->local) continue;
    gateways[family] = {.ifindex = route->ifindex, .mac = *way.neighbour->mac, .local = *route->local};
  }
  return gateways;
}

void take_icmp(const LinkSocket::Received& frame, const std::map<std::uint64_t, VipFacts*>& asked) {
  const auto news = read_icmp(frame.payload);
  if (!news) return;
  if (news->kind == IcmpNews::Kind::kEcho || news->kind == IcmpNews::Kind::kReply) {
    const auto question = asked.find(news->token);
    if (question == asked.end()) return;
    if (news->kind == IcmpNews::Kind::kReply)
      question->second->answered = true;
    else
      question->second->came_back_by = name_of(frame.ifindex);
    return;
  }
  for (const auto& [token, vip] : asked)
    if (news->quoted_destination == vip->vip) vip->refused_by = news->from.to_string();
}

void ask_routers(std::vector<VipFacts>& vips) {
  const auto gateways = find_gateways(vips);
  if (gateways.empty()) return;
  const auto socket = LinkSocket::open(ETH_P_ALL);
  if (!socket) return;
  std::random_device random;
  std::map<std::uint64_t, VipFacts*> asked;
  for (auto& vip : vips) {
    const auto gateway = gateways.find(vip.vip.family());
    if (!vip.link.empty() || gateway == gateways.end()) continue;
    const auto& [ifindex, mac, local] = gateway->second;
    const auto token = std::uint64_t{random()} << 32 | random();
    const auto protocol =
        static_cast<std::uint16_t>(vip.vip.family() == net::Family::kIpv4 ? ETH_P_IP : ETH_P_IPV6);
    const auto packet = echo_packet({.source = local, .destination = vip.vip}, 0, token, kHops);
    vip.asked = socket->send(ifindex, protocol, mac, packet);
    if (vip.asked) asked.emplace(token, &vip);
  }
  const auto enough = [&] {
    return std::ranges::all_of(asked, [](const auto& question) { return !question.second->came_back_by.empty(); });
  };
  socket->receive(kWait, enough, [&](const LinkSocket::Received& frame) { take_icmp(frame, asked); });
}

}  // namespace

std::vector<VipFacts> read_vips(const model::Config& config) {
  auto vips = vips_of(config);
  const auto addresses = interface_addresses();
  for (auto& vip : vips) place(vip, addresses);
  ask_neighbours(vips);
  ask_kernel(vips);
  ask_routers(vips);
  return vips;
}

}  // namespace shunt::doctor
