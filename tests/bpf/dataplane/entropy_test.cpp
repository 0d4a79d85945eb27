// SPDX-License-Identifier: Apache-2.0
// What spreads flows over the backends' receive queues: outer source, flow label, UDP source port.
#include <set>

#include "bpf/dataplane/fixture.h"

namespace shunt::dataplane {
namespace {

constexpr int kFlows = 256;

packet::Tcp flow(int number) { return {.source_port = static_cast<std::uint16_t>(1024 + number)}; }

class Entropy : public Dataplane {
 protected:
  /// Outer sources of kFlows flows to 192.0.2.10, as text.
  std::set<std::string> outer_sources() {
    std::set<std::string> sources;
    for (int i = 0; i < kFlows; ++i)
      sources.insert(send(eth().ipv4().tcp(flow(i))).decoded().ip.at(0).source.to_string());
    return sources;
  }
};

TEST_F(Entropy, FillsTheHostBitsOfAnIpv4SourcePrefix) {
  given.tunnel_source("198.51.100.64/27").service("192.0.2.10", {"80/tcp"}).backend("198.51.100.11");
  const auto prefix = *net::IpPrefix::parse("198.51.100.64/27");
  const std::set<std::string> sources = outer_sources();
  for (const std::string& source : sources) EXPECT_TRUE(prefix.contains(*net::IpAddress::parse(source))) << source;
  EXPECT_EQ(sources.size(), 32u);
}

TEST_F(Entropy, FillsAtMostTheLast32BitsOfAnIpv6SourcePrefix) {
  given.tunnel_source("2001:db8:5::/64").service("192.0.2.10", {"80/tcp"}).backend("2001:db8:be::11");
  const auto prefix = *net::IpPrefix::parse("2001:db8:5::/96");
  const std::set<std::string> sources = outer_sources();
  for (const std::string& source : sources) EXPECT_TRUE(prefix.contains(*net::IpAddress::parse(source))) << source;
  EXPECT_EQ(sources.size(), static_cast<std::size_t>(kFlows));
}

TEST_F(Entropy, LeavesASingleSourceAddressAlone) {
  given.service("192.0.2.10", {"80/tcp"}).backend("198.51.100.11");
  EXPECT_EQ(outer_sources(), (std::set<std::string>{"198.51.100.2"}));
}

TEST_F(Entropy, GivesFlowsDifferentGueSourcePortsInTheDynamicRange) {
  given.service("192.0.2.10", {"80/tcp"}).forwarding(Forwarding::kGue).backend("198.51.100.11");
  std::set<std::uint16_t> ports;
  for (int i = 0; i < kFlows; ++i) {
    ports.insert(send(eth().ipv4().tcp(flow(i))).decoded().transport.at(0).source_port);
    EXPECT_GE(*ports.begin(), 0xc000);  // RFC 6335, 6
  }
  EXPECT_GT(ports.size(), 240u);  // of 256 in 16,384: two collisions are expected
}

TEST_F(Entropy, GivesFlowsDifferentFlowLabels) {
  given.service("192.0.2.10", {"80/tcp"}).backend("2001:db8:be::11");
  std::set<std::uint32_t> labels;
  for (int i = 0; i < kFlows; ++i) labels.insert(send(eth().ipv4().tcp(flow(i))).decoded().ip.at(0).flow_label);
  EXPECT_GT(labels.size(), 250u);
}

TEST_F(Entropy, IsTheSameForAllPacketsOfAFlow) {
  given.tunnel_source("198.51.100.0/24")
      .service("192.0.2.10", {"80/tcp"})
      .forwarding(Forwarding::kGue)
      .backend("198.51.100.11");
  const packet::Decoded first = send(eth().ipv4({.ttl = 64}).tcp().payload(1)).decoded();
  const packet::Decoded second =
      send(eth().vlan(7).ipv4({.tos = 8, .id = 9, .ttl = 3}).tcp({.sequence = 77}).payload(900)).decoded();
  EXPECT_EQ(first.ip.at(0).source, second.ip.at(0).source);
  EXPECT_EQ(first.transport.at(0).source_port, second.transport.at(0).source_port);
}

}  // namespace
}  // namespace shunt::dataplane
