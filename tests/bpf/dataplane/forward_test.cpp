// SPDX-License-Identifier: Apache-2.0
// Each forwarding in each mix of families, from a plain packet to the frame that leaves.
#include "bpf/dataplane/fixture.h"

namespace shunt::dataplane {
namespace {

constexpr const char* kSource4 = "198.51.100.2";
constexpr const char* kSource6 = "2001:db8:5::2";
constexpr const char* kBackend4 = "198.51.100.11";
constexpr const char* kBackend6 = "2001:db8:be::11";

/// Flow label and GUE source port carry the flow's hash; entropy_test.cpp looks at them. Here they are taken as
/// found.
std::uint32_t label_of(const Outcome& out) {
  return out.decoded().ip.empty() ? 0 : out.decoded().ip[0].flow_label;
}
std::uint16_t port_of(const Outcome& out) {
  return out.decoded().transport.empty() ? std::uint16_t{0} : out.decoded().transport[0].source_port;
}

using Ipip = Dataplane;

TEST_F(Ipip, PutsIpv4IntoIpv4) {
  given.service("192.0.2.10", {"80/tcp"}).backend(kBackend4);
  const Outcome out = send(eth().ipv4({.ttl = 17}).tcp().payload("GET / HTTP/1.1\r\n"));
  EXPECT_TRUE(out.left_as(eth(kFromPortB)
                              .ipv4({.source = kSource4, .destination = kBackend4, .dont_fragment = true})
                              .ipv4({.ttl = 16})
                              .tcp()
                              .payload("GET / HTTP/1.1\r\n")));
  EXPECT_EQ(out.counted.backends, (outcome::Counters::Rows{{1, Counter{1, 56}}}));
}

TEST_F(Ipip, PutsIpv6IntoIpv4) {
  given.service("2001:db8::10", {"80/tcp"}).backend(kBackend4);
  const Outcome out = send(eth().ipv6({.hop_limit = 17}).tcp().payload("GET / HTTP/1.1\r\n"));
  EXPECT_TRUE(out.left_as(eth(kFromPortB)
                              .ipv4({.source = kSource4, .destination = kBackend4, .dont_fragment = true})
                              .ipv6({.hop_limit = 16})
                              .tcp()
                              .payload("GET / HTTP/1.1\r\n")));
}

TEST_F(Ipip, PutsIpv4IntoIpv6) {
  given.service("192.0.2.10", {"53/udp"}).backend(kBackend6);
  const Outcome out = send(eth().ipv4({.ttl = 17}).udp().payload(40));
  EXPECT_TRUE(out.left_as(eth(kFromPortB)
                              .ipv6({.source = kSource6, .destination = kBackend6, .flow_label = label_of(out)})
                              .ipv4({.ttl = 16})
                              .udp()
                              .payload(40)));
}

TEST_F(Ipip, PutsIpv6IntoIpv6) {
  given.service("2001:db8::10", {"53/udp"}).backend(kBackend6);
  const Outcome out = send(eth().ipv6({.hop_limit = 17}).udp().payload(40));
  EXPECT_TRUE(out.left_as(eth(kFromPortB)
                              .ipv6({.source = kSource6, .destination = kBackend6, .flow_label = label_of(out)})
                              .ipv6({.hop_limit = 16})
                              .udp()
                              .payload(40)));
}

using Gue = Dataplane;

TEST_F(Gue, PutsIpv4IntoUdpOverIpv4) {
  given.service("192.0.2.10", {"80/tcp"}).forwarding(Forwarding::kGue).backend(kBackend4);
  const Outcome out = send(eth().ipv4().tcp().payload(33));
  EXPECT_TRUE(out.left_as(eth(kFromPortB)
                              .ipv4({.source = kSource4, .destination = kBackend4, .dont_fragment = true})
                              .udp({.source_port = port_of(out), .destination_port = 6080, .checksum = 0})
                              .ipv4({.ttl = 63})
                              .tcp()
                              .payload(33)));
}

TEST_F(Gue, PutsIpv6IntoUdpOverIpv4) {
  given.service("2001:db8::10", {"80/tcp"}).forwarding(Forwarding::kGue).backend(kBackend4);
  const Outcome out = send(eth().ipv6().tcp().payload(33));
  EXPECT_TRUE(out.left_as(eth(kFromPortB)
                              .ipv4({.source = kSource4, .destination = kBackend4, .dont_fragment = true})
                              .udp({.source_port = port_of(out), .destination_port = 6080, .checksum = 0})
                              .ipv6({.hop_limit = 63})
                              .tcp()
                              .payload(33)));
}

TEST_F(Gue, PutsIpv4IntoUdpOverIpv6) {
  given.service("192.0.2.10", {"53/udp"}).forwarding(Forwarding::kGue).backend(kBackend6);
  const Outcome out = send(eth().ipv4().udp().payload(33));
  EXPECT_TRUE(out.left_as(eth(kFromPortB)
                              .ipv6({.source = kSource6, .destination = kBackend6, .flow_label = label_of(out)})
                              .udp({.source_port = port_of(out), .destination_port = 6080, .checksum = 0})
                              .ipv4({.ttl = 63})
                              .udp()
                              .payload(33)));
}

TEST_F(Gue, PutsIpv6IntoUdpOverIpv6) {
  given.service("2001:db8::10", {"53/udp"}).forwarding(Forwarding::kGue).backend(kBackend6);
  const Outcome out = send(eth().ipv6().udp().payload(33));
  EXPECT_TRUE(out.left_as(eth(kFromPortB)
                              .ipv6({.source = kSource6, .destination = kBackend6, .flow_label = label_of(out)})
                              .udp({.source_port = port_of(out), .destination_port = 6080, .checksum = 0})
                              .ipv6({.hop_limit = 63})
                              .udp()
                              .payload(33)));
}

TEST_F(Gue, GoesToTheConfiguredPort) {
  given.gue_port(7777).service("192.0.2.10", {"80/tcp"}).forwarding(Forwarding::kGue).backend(kBackend4);
  EXPECT_EQ(send(eth().ipv4().tcp()).decoded().transport.at(0).destination_port, 7777);
}

using L2 = Dataplane;

TEST_F(L2, ChangesOnlyMacsAndTtlOfIpv4) {
  given.service("192.0.2.10", {"80/tcp"}).forwarding(Forwarding::kL2).backend(kBackend4);
  EXPECT_TRUE(
      send(eth().ipv4({.ttl = 9}).tcp().payload(5)).left_as(eth(kFromPortB).ipv4({.ttl = 8}).tcp().payload(5)));
}

TEST_F(L2, ChangesOnlyMacsAndHopLimitOfIpv6) {
  given.service("2001:db8::10", {"53/udp"}).forwarding(Forwarding::kL2).backend(kBackend6);
  EXPECT_TRUE(send(eth().ipv6({.hop_limit = 9}).udp().payload(5))
                  .left_as(eth(kFromPortB).ipv6({.hop_limit = 8}).udp().payload(5)));
}

using Egress = Dataplane;

TEST_F(Egress, IsThePortThatThePacketCameInByWhenTheBackendIsThere) {
  given.service("192.0.2.10", {"80/tcp"}).forwarding(Forwarding::kL2).backend(kBackend4);
  EXPECT_TRUE(send(eth().ipv4().tcp(), kPortB).returned_as(eth(kFromPortB).ipv4({.ttl = 63}).tcp()));
  EXPECT_TRUE(send(eth().ipv4().tcp(), kPortA).left_as(eth(kFromPortB).ipv4({.ttl = 63}).tcp()));
}

}  // namespace
}  // namespace shunt::dataplane
