// SPDX-License-Identifier: Apache-2.0
#include "doctor/findings/remedies.h"

#include <fmt/format.h>

#include <algorithm>

namespace shunt::doctor {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("._:/@%+=,-").find(c) != std::string_view::npos;
}

bool is_ipv4(const net::IpAddress& address) { return address.family() == net::Family::kIpv4; }

Remedies::Commands operator+(Remedies::Commands first, const Remedies::Commands& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

std::string for_shell(std::string_view name) {
  if (!name.empty() && std::ranges::all_of(name, is_plain)) return std::string(name);
  std::string word = "'";
  for (const char c : name) c == '\'' ? word += "'\\''" : word += c;
  return word + "'";
}

std::vector<std::string> asks_neighbour(std::string_view obstacle) {
  constexpr std::string_view kBefore = "neighbour ", kBetween = " on ";
  if (!obstacle.starts_with(kBefore)) return {};
  obstacle.remove_prefix(kBefore.size());
  const auto between = obstacle.find(kBetween);
  if (between == std::string_view::npos) return {};
  const auto address = net::IpAddress::parse(obstacle.substr(0, between));
  obstacle.remove_prefix(between + kBetween.size());
  const auto device = obstacle.substr(0, obstacle.find(':'));  // no name has a colon
  if (!address || device.empty()) return {};
  return {
      fmt::format("{} -I {} {}", is_ipv4(*address) ? "arping" : "ping", for_shell(device), address->to_string())};
}

Remedies::Commands Remedies::route() const {
  return {"ip route get " + of_.backend.to_string(), "docs/next-hops.md"};
}

Remedies::Commands Remedies::neighbour() const {
  return Commands{"ip neigh show"} + asks_neighbour(of_.obstacle) + Commands{"docs/next-hops.md"};
}

Remedies::Commands Remedies::reachability() const {
  return {"ping " + of_.backend.to_string(), "traceroute " + of_.backend.to_string(),
          "on the backend: ip route get ADDRESS-OF-SHUNT", "on the backend: nft list ruleset"};
}

// As docs/backends.md calls them.
std::string Remedies::device() const {
  if (!is_ipv4(of_.backend)) return "shunt6";
  return is_ipv4(of_.vip) ? "shunt4" : "shunt64";
}

std::string Remedies::outer_name() const {
  if (of_.forwarding == model::Forwarding::kGue) return fmt::format("UDP port {} (GUE)", of_.gue_port);
  return is_ipv4(of_.vip) ? "IP in IP (protocol 4)" : "IPv6 in IP (protocol 41)";
}

// Word for word as in docs/backends.md, where they are tested.
Remedies::Commands Remedies::decapsulation() const {
  Commands commands;
  const auto address = of_.backend.to_string();
  if (of_.forwarding == model::Forwarding::kGue)
    commands.push_back(
        is_ipv4(of_.backend)
            ? fmt::format("on the backend: modprobe fou && ip fou add port {} gue", of_.gue_port)
            : fmt::format("on the backend: modprobe fou6 && ip -6 fou add port {} gue", of_.gue_port));
  if (!is_ipv4(of_.backend))
    commands.push_back("on the backend: ip link add name shunt6 type ip6tnl mode any local " + address +
                       " remote ::");
  else
    commands.push_back(fmt::format("on the backend: ip link add name {} type {} local {} remote any", device(),
                                   is_ipv4(of_.vip) ? "ipip" : "sit", address));
  commands.push_back("on the backend: ip link set " + device() + " up");
  commands.emplace_back("or without tunnel devices: on the backend: shunt decap INTERFACE");
  return commands;
}

Remedies::Commands Remedies::reverse_path() const {
  return {fmt::format("on the backend: sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.{}.rp_filter=0",
                      device()),
          "2 (loose) is not enough: a tunnel device has no address; nstat -az TcpExtIPReversePathFilter counts",
          "on the backend: nft list ruleset"};
}

Remedies::Commands Remedies::vip() const {
  Commands commands{
      fmt::format("on the backend: ip address add {}/{} dev lo", of_.vip.to_string(), is_ipv4(of_.vip) ? 32 : 128),
      "on the backend: ip address show to " + of_.vip.to_string()};
  if (of_.forwarding != model::Forwarding::kL2)
    commands.emplace_back("if it runs shunt decap: look at its --vip, and at `shunt decap INTERFACE --stats`");
  return commands;
}

Remedies::Commands Remedies::silent_tunnel() const {
  auto commands = decapsulation();
  if (is_ipv4(of_.vip)) commands = commands + reverse_path();
  return commands + vip();
}

Remedies::Commands Remedies::filter() const {
  return {"on the backend: nft list ruleset", "on the backend: tcpdump -ni any host " + of_.vip.to_string()};
}

Remedies::Commands Remedies::port(const PortHeard& port, bool open_elsewhere) const {
  const bool tcp = port.protocol == net::Protocol::kTcp;
  return {fmt::format("on the backend: ss -l{}np 'sport = :{}'", tcp ? 't' : 'u', port.port),
          open_elsewhere ? "let the server listen at " + of_.vip.to_string() + ", or at all addresses"
                         : "start the server",
          "on the backend: nft list ruleset"};
}

Remedies::Commands Remedies::mtu(std::uint32_t largest) const {
  Commands commands{
      fmt::format("raise the MTU of each link, switch and tunnel device on the way to {}", 1500 + of_.overhead)};
  const std::uint32_t headers = is_ipv4(of_.vip) ? 40 : 60;
  if (largest > headers)
    commands.push_back(fmt::format("or on the backend: ip {}route change default via ROUTER advmss {}",
                                   is_ipv4(of_.vip) ? "" : "-6 ", largest - headers));
  return commands;
}

}  // namespace shunt::doctor
