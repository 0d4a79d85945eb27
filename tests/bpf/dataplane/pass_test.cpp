// SPDX-License-Identifier: Apache-2.0
// What is no service of ours goes to the host untouched: no drop, no reason, no changed byte.
#include "bpf/dataplane/fixture.h"

namespace shunt::dataplane {
namespace {

class Host : public Dataplane {
 protected:
  void SetUp() override {
    Dataplane::SetUp();
    given.service("192.0.2.10", {"80/tcp"}).backend("198.51.100.11");
    given.service("192.0.2.64/28", {"1000-2000/udp"}).backend("198.51.100.11");
    given.service("2001:db8::10", {"80/tcp"}).backend("2001:db8:be::11");
  }
};

TEST_F(Host, GetsPacketsToOtherAddresses) {
  EXPECT_TRUE(send(eth().ipv4({.destination = "192.0.2.11"}).tcp()).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv4({.destination = "192.0.2.80"}).udp({.destination_port = 1000})).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv6({.destination = "2001:db8::11"}).tcp()).passed_in_silence());
}

TEST_F(Host, GetsWhatIsSentToManyStations) {  // else each Shunt machine of a segment would forward its copy
  for (const char* group : {"ff:ff:ff:ff:ff:ff", "01:00:5e:00:02:0a", "33:33:00:00:00:10"}) {
    EXPECT_TRUE(send(eth({.destination = group}).ipv4().tcp()).passed_in_silence()) << group;
    EXPECT_TRUE(send(eth({.destination = group}).vlan(7).ipv6().tcp()).passed_in_silence()) << group;
  }
}

TEST_F(Host, GetsOtherPortsOfAVip) {
  EXPECT_TRUE(send(eth().ipv4().tcp({.destination_port = 22})).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv4().udp({.destination_port = 80})).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv4({.destination = "192.0.2.64"}).udp({.destination_port = 999})).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv6().tcp({.destination_port = 22})).passed_in_silence());
}

TEST_F(Host, GetsTheRepliesOfBackendsThatNameTheVipAsSource) {
  EXPECT_TRUE(send(eth()
                       .ipv4({.source = "192.0.2.10", .destination = "203.0.113.7"})
                       .tcp({.source_port = 80, .destination_port = 40000}))
                  .passed_in_silence());
}

TEST_F(Host, GetsPings) {
  EXPECT_TRUE(send(eth().ipv4().icmp({.type = 8}).payload(56)).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv4().icmp({.type = 0}).payload(56)).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv6().icmp({.type = 128}).payload(56)).passed_in_silence());
}

TEST_F(Host, GetsNeighbourDiscoveryForTheVip) {
  for (std::uint8_t type = 133; type <= 137; ++type)
    EXPECT_TRUE(send(eth().ipv6({.hop_limit = 255}).icmp({.type = type}).payload(16)).passed_in_silence());
}

TEST_F(Host, GetsEveryOtherIpProtocol) {
  for (int protocol = 0; protocol < 256; ++protocol) {
    const auto number = static_cast<std::uint8_t>(protocol);
    if (protocol == packet::kTcp || protocol == packet::kUdp) continue;
    // The first byte, 255, is an ICMP type that reports no error.
    EXPECT_TRUE(send(eth().ipv4({.protocol = number}).payload(Bytes(64, 0xff))).passed_in_silence()) << protocol;
  }
}

TEST_F(Host, GetsIpv6WithoutTransport) {
  for (const std::uint8_t next : Octets{packet::kNoNextHeader, packet::kEsp, packet::kIpv4InIp, 132, 253})
    EXPECT_TRUE(send(eth().ipv6({.next_header = next}).payload(Bytes(64, 0xff))).passed_in_silence()) << int{next};
}

TEST_F(Host, GetsBrokenPacketsToOtherAddresses) {
  EXPECT_TRUE(send(eth().ipv4({.destination = "192.0.2.11", .ihl = 3}).tcp()).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv4({.destination = "192.0.2.11", .total_length = 0}).tcp()).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv4({.destination = "192.0.2.11", .total_length = 22}).tcp()).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv4({.destination = "192.0.2.11"}).tcp({.data_offset = 1})).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv6({.destination = "2001:db8::11", .version = 5}).tcp()).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv6({.destination = "2001:db8::11", .payload_length = 999}).tcp()).passed_in_silence());
}

TEST_F(Host, GetsBrokenTransportHeadersOfPortsThatAreNoService) {
  EXPECT_TRUE(send(eth().ipv4().tcp({.destination_port = 22, .data_offset = 1})).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv4().udp({.destination_port = 22, .length = 3})).passed_in_silence());
}

TEST_F(Host, GetsTtlOneOfWhatIsNoService) {  // traceroute, link-local protocols
  EXPECT_TRUE(send(eth().ipv4({.ttl = 1}).udp({.destination_port = 33434})).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv6({.hop_limit = 0}).udp({.destination_port = 33434})).passed_in_silence());
}

TEST_F(Host, GetsEverythingWhileNothingIsConfigured) {
  given = given::Given();
  EXPECT_TRUE(send(eth().ipv4().tcp()).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv6().udp()).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv4({.ihl = 1}).tcp()).passed_in_silence());
}

}  // namespace
}  // namespace shunt::dataplane
