// SPDX-License-Identifier: Apache-2.0
// What is decapsulated: every mix of families, both kinds of tunnel, tags, options and extension headers.
#include "decap_program.h"

namespace shunt::dataplane {
namespace {

using packet::Bytes;
using packet::eth;
using packet::Frame;

using Tunnel = DecapTest;

// A request to a VIP as the client sent it, behind the Ethernet header and tags of `frame`.
Frame request4(Frame frame) { return frame.ipv4().tcp().payload("GET / HTTP/1.1"); }
Frame request6(Frame frame) { return frame.ipv6().tcp().payload("GET / HTTP/1.1"); }

// GUE variant 0 with `fields` of optional data, carrying the IP packet of `inner`.
Bytes with_gue_header(const Frame& inner, std::uint8_t protocol, const Bytes& fields = {}) {
  Bytes bytes{static_cast<std::uint8_t>(fields.size() / 4), protocol, 0, 0};
  bytes.insert(bytes.end(), fields.begin(), fields.end());
  const auto frame = inner.bytes();
  constexpr std::ptrdiff_t kEthernet = 14;
  bytes.insert(bytes.end(), frame.begin() + kEthernet, frame.end());
  return bytes;
}

TEST_F(Tunnel, OfIpInIpEndsInAllFourMixesOfFamilies) {
  expect_decapsulated(eth().ipv4(outer4()).carrying(request4(eth())), request4(eth()), "decapsulated_ipip");
  expect_decapsulated(eth().ipv4(outer4()).carrying(request6(eth())), request6(eth()), "decapsulated_ipip");
  expect_decapsulated(eth().ipv6(outer6()).carrying(request4(eth())), request4(eth()), "decapsulated_ipip");
  expect_decapsulated(eth().ipv6(outer6()).carrying(request6(eth())), request6(eth()), "decapsulated_ipip");
}

TEST_F(Tunnel, OfGueWithoutHeaderEndsInAllFourMixesOfFamilies) {
  expect_decapsulated(eth().ipv4(outer4()).udp(gue()).carrying(request4(eth())), request4(eth()),
                      "decapsulated_gue");
  expect_decapsulated(eth().ipv4(outer4()).udp(gue()).carrying(request6(eth())), request6(eth()),
                      "decapsulated_gue");
  expect_decapsulated(eth().ipv6(outer6()).udp(gue()).carrying(request4(eth())), request4(eth()),
                      "decapsulated_gue");
  expect_decapsulated(eth().ipv6(outer6()).udp(gue()).carrying(request6(eth())), request6(eth()),
                      "decapsulated_gue");
}

TEST_F(Tunnel, OfGueWithHeaderEndsInAllFourMixesOfFamilies) {
  const auto inner4 = with_gue_header(request4(eth()), packet::kIpv4InIp);
  const auto inner6 = with_gue_header(request6(eth()), packet::kIpv6InIp);
  expect_decapsulated(eth().ipv4(outer4()).udp(gue()).payload(inner4), request4(eth()), "decapsulated_gue");
  expect_decapsulated(eth().ipv4(outer4()).udp(gue()).payload(inner6), request6(eth()), "decapsulated_gue");
  expect_decapsulated(eth().ipv6(outer6()).udp(gue()).payload(inner4), request4(eth()), "decapsulated_gue");
  expect_decapsulated(eth().ipv6(outer6()).udp(gue()).payload(inner6), request6(eth()), "decapsulated_gue");
}

TEST_F(Tunnel, OfGueMayHavePrivateFieldsUpToTheirLargestSize) {
  for (const std::size_t words : {1, 16, 31}) {
    const auto inner = with_gue_header(request4(eth()), packet::kIpv4InIp, Bytes(words * 4, 0xaa));
    expect_decapsulated(eth().ipv4(outer4()).udp(gue()).payload(inner), request4(eth()), "decapsulated_gue");
  }
}

TEST_F(Tunnel, OfGueNeedsNoUdpChecksum) {
  auto without = gue();
  without.checksum = 0;
  expect_decapsulated(eth().ipv4(outer4()).udp(without).carrying(request4(eth())), request4(eth()),
                      "decapsulated_gue");
  expect_decapsulated(eth().ipv6(outer6()).udp(without).carrying(request4(eth())), request4(eth()),
                      "decapsulated_gue");
}

TEST_F(Tunnel, OfGueIsKnownByThePortThatWasAskedFor) {
  reload({.gue_port = 5555});
  auto port = gue();
  expect_untouched(eth().ipv4(outer4()).udp(port).carrying(request4(eth())), "not_ours");
  port.destination_port = 5555;
  expect_decapsulated(eth().ipv4(outer4()).udp(port).carrying(request4(eth())), request4(eth()),
                      "decapsulated_gue");
}

TEST_F(Tunnel, LeavesVlanTagsInFrontOfTheInnerPacket) {
  const auto tagged = [] { return eth().vlan(0x2007); };
  const auto doubly = [] { return eth().vlan(100, packet::kTypeServiceVlan).vlan(7); };
  expect_decapsulated(tagged().ipv4(outer4()).carrying(request6(eth())), request6(tagged()), "decapsulated_ipip");
  expect_decapsulated(doubly().ipv6(outer6()).carrying(request4(eth())), request4(doubly()), "decapsulated_ipip");
  expect_decapsulated(doubly().ipv4(outer4()).udp(gue()).carrying(request6(eth())), request6(doubly()),
                      "decapsulated_gue");
}

TEST_F(Tunnel, MayHaveOuterOptionsOfAnyLength) {
  for (const std::size_t size : {4, 20, 40}) {
    auto outer = outer4();
    outer.options = Bytes(size, 1);  // no operation (RFC 791, 3.1)
    expect_decapsulated(eth().ipv4(outer).carrying(request4(eth())), request4(eth()), "decapsulated_ipip");
    expect_decapsulated(eth().ipv4(outer).udp(gue()).carrying(request6(eth())), request6(eth()),
                        "decapsulated_gue");
  }
}

// Linux's ip6tnl adds a destination option, the tunnel encapsulation limit (RFC 2473, 4.1.1), unless told not to.
TEST_F(Tunnel, MayHaveOuterExtensionHeaders) {
  expect_decapsulated(eth().ipv6(outer6()).destination_options().carrying(request4(eth())), request4(eth()),
                      "decapsulated_ipip");
  expect_decapsulated(eth().ipv6(outer6()).hop_by_hop().destination_options(3).carrying(request6(eth())),
                      request6(eth()), "decapsulated_ipip");
  expect_decapsulated(eth().ipv6(outer6()).hop_by_hop(200).udp(gue()).carrying(request6(eth())), request6(eth()),
                      "decapsulated_gue");
}

TEST_F(Tunnel, CarriesAnyProtocolAndFragmentsForTheHostToPutTogether) {
  const auto echo = [] { return eth().ipv4().icmp().payload("ping"); };
  const auto first = [] { return eth().ipv4({.more_fragments = true}).udp().payload(std::size_t{64}); };
  const auto later = [] { return eth().ipv4({.fragment_offset = 9}).payload(std::size_t{64}); };
  const auto options = [] { return eth().ipv4({.options = Bytes(8, 1)}).tcp(); };
  const auto extended = [] { return eth().ipv6().destination_options().fragment(0, true).udp(); };
  for (const auto& inner : {echo(), first(), later(), options(), extended()})
    expect_decapsulated(eth().ipv4(outer4()).carrying(inner), inner, "decapsulated_ipip");
}

TEST_F(Tunnel, LeavesPaddingBehindThePacketToTheHost) {
  auto frame = eth().ipv4(outer4()).carrying(eth().ipv4().udp()).trailing(Bytes(10, 0));
  auto expected = eth().ipv4().udp().trailing(Bytes(10, 0));
  expect_decapsulated(frame, expected, "decapsulated_ipip");
}

TEST_F(Tunnel, DoesNotCountAsAHopOfTheInnerPacket) {
  const auto last = [] { return eth().ipv4({.ttl = 1}).tcp(); };
  expect_decapsulated(eth().ipv4(outer4()).carrying(last()), last(), "decapsulated_ipip");
}

}  // namespace
}  // namespace shunt::dataplane
