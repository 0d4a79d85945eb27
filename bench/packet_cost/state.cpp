// SPDX-License-Identifier: Apache-2.0
#include "packet_cost/state.h"

#include <string>

#include "packet_cost/frames.h"

namespace shunt::bench {
namespace {

constexpr std::uint16_t kPort = 80;
constexpr std::uint32_t kMtu = 1500;
constexpr std::uint32_t kTooSmallMtu = 40;  ///< the IPv4 packet as it came in, without an outer header

model::Service make_service(std::string name, const std::string& vip, net::Family backends) {
  model::Service service{.name = std::move(name), .vip = *net::IpPrefix::parse(vip)};
  service.ports = {{.first = kPort, .last = kPort, .protocol = net::Protocol::kTcp}};
  for (std::uint32_t i = 0; i < kBackends; ++i) {
    const auto number = std::to_string(10 + i);
    const auto address = backends == net::Family::kIpv4 ? "198.51.100." + number : "2001:db8:b::" + number;
    service.backends.push_back({.address = *net::IpAddress::parse(address)});
  }
  return service;
}

model::Service service_under_test(const Case& subject) {
  const bool ipv4 = subject.inner == net::Family::kIpv4;
  std::string vip = ipv4 ? kVipIpv4 : kVipIpv6;
  if (subject.lookup == Lookup::kPrefix || subject.lookup == Lookup::kNoneWithRules)
    vip = ipv4 ? "192.0.2.0/24" : "2001:db8:1::/64";
  auto service = make_service(subject.name, vip, subject.outer);
  service.forwarding = subject.forwarding;
  service.scheduler = subject.scheduler;
  service.health.passive = subject.passive;
  if (subject.scheduler == model::Scheduler::kSource) service.source_prefix = ipv4 ? 32 : 128;
  service.ports[0].protocol = subject.protocol;
  if (subject.lookup == Lookup::kPortRange) service.ports[0] = {1, 1023, subject.protocol};
  return service;
}

}  // namespace

std::vector<model::Service> make_services(const Case& subject) {
  std::vector services{service_under_test(subject)};
  for (std::uint32_t i = 1; i < kServices; ++i) {
    const auto number = std::to_string(i);
    const auto vip = i % 2 == 0 ? "203.0.113." + number : "2001:db8:2::" + number;
    services.push_back(make_service("s" + number, vip, i % 2 == 0 ? net::Family::kIpv4 : net::Family::kIpv6));
  }
  return services;
}

dataplane::DesiredState make_state(const Case& subject, const std::vector<model::Service>& services,
                                   std::uint32_t ingress, std::uint32_t egress_port) {
  shunt_next_hop next_hop{.destination_mac = {0x02, 0, 0, 0, 0, 0x10}, .source_mac = {0x02, 0, 0, 0, 0, 0x01}};
  next_hop.ifindex = subject.expected == Expected::kRedirected ? egress_port : ingress;
  next_hop.egress = kEgressRow;
  next_hop.mtu = subject.expected == Expected::kTooBig ? kTooSmallMtu : kMtu;

  dataplane::DesiredState state{.services = dataplane::as_configured(services)};
  for (const auto& service : services) {
    for (const auto& backend : service.backends) {
      const bool ipv4 = backend.address.family() == net::Family::kIpv4;
      dataplane::Egress egress{.source = *net::IpAddress::parse(ipv4 ? "198.51.100.2" : "2001:db8:b::2")};
      egress.on_link = true;
      if (subject.expected != Expected::kUnresolved) egress.next_hop = next_hop;
      state.egress.emplace(backend.address, egress);
    }
  }
  return state;
}

}  // namespace shunt::bench
