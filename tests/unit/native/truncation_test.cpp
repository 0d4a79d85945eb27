// SPDX-License-Identifier: Apache-2.0
// Frames that end anywhere, in memory that ends there, too: the sanitizers end the test at the first byte read
// beyond.
#include <gtest/gtest.h>

#include "support/given/story.h"
#include "support/native/native_program.h"
#include "support/packet/builder.h"
#include "support/reference/process.h"

namespace shunt::native {
namespace {

using packet::eth;

class Truncation : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* vip : {"192.0.2.10", "2001:db8::10"}) {
      given_.service(vip, {"80/tcp"}).backend("198.51.100.11", {.vlan = 7});
      given_.service(vip, {"any/udp"}).forwarding(model::Forwarding::kGue).backend("2001:db8:be::11");
      given_.service(vip, {"443/tcp"}).forwarding(model::Forwarding::kL2).backend("198.51.100.11");
    }
    given_.probes({"198.51.100.2", "2001:db8:5::2"}, {"192.0.2.10", "2001:db8::10"}, 40'000);
    program_.configure(given_.state());
  }

  /// Every beginning of the frame, the empty one and the whole included.
  void expect_agreement(const packet::Frame& whole) {
    const packet::Bytes frame = whole.bytes();
    for (std::size_t size = 0; size <= frame.size(); ++size) {
      const packet::Bytes cut = packet::truncated(frame, size);
      outcome::Counters counters;
      const reference::Decision expected = reference::process(given_.state(), cut, given::kPortA, counters);
      const outcome::Run run = program_.run(cut, given::kPortA);
      EXPECT_EQ(run.verdict, expected.verdict) << "cut at " << size;
      if (run.verdict != outcome::Verdict::kDrop) {
        EXPECT_EQ(run.frame, expected.frame) << "cut at " << size;
      }
    }
  }

  given::Given given_;
  NativeProgram program_;
};

TEST_F(Truncation, OfIpv4IsNeverReadBeyond) {
  expect_agreement(eth().ipv4().tcp({.options = packet::Bytes(12, 1)}).payload(8));
  expect_agreement(eth().vlan(1).ipv4({.options = packet::Bytes(40, 1)}).udp().payload(8));
  expect_agreement(eth().vlan(1, packet::kTypeServiceVlan).vlan(2).ipv4().tcp({.destination_port = 443}));
  expect_agreement(eth().ipv4({.fragment_offset = 9}).tcp());
  expect_agreement(eth().ipv4().icmp({.type = 3}));
}

TEST_F(Truncation, OfIpv6IsNeverReadBeyond) {
  expect_agreement(eth().ipv6().tcp({.options = packet::Bytes(12, 1)}).payload(8));
  expect_agreement(eth().vlan(1).ipv6().hop_by_hop(1).routing(2).destination_options().authentication().udp());
  expect_agreement(eth().vlan(1).vlan(2).ipv6().fragment(0, false).tcp({.destination_port = 443}));
  expect_agreement(eth().ipv6().fragment(0, true).udp().payload(20));
  expect_agreement(eth().ipv6().destination_options(3).icmp({.type = 2}));
}

TEST_F(Truncation, OfWhatIsNoIpIsNeverReadBeyond) {
  expect_agreement(eth().payload(46));
  expect_agreement(eth().vlan(1).vlan(2).vlan(3).ipv4().tcp());
}

TEST_F(Truncation, OfAnswersToProbesIsNeverReadBeyond) {
  const packet::Ipv4 own4{.source = "192.0.2.10", .destination = "198.51.100.2"};
  const packet::Ipv6 own6{.source = "2001:db8::10", .destination = "2001:db8:5::2"};
  const auto quoted = [](const packet::Frame& probe) {
    packet::Bytes bytes = probe.bytes();
    bytes.erase(bytes.begin(), bytes.begin() + 14);
    return bytes;
  };
  const auto probe4 = quoted(eth().ipv4({.source = "198.51.100.2", .destination = "192.0.2.10"}).tcp());
  const auto probe6 = quoted(eth().ipv6({.source = "2001:db8:5::2", .destination = "2001:db8::10"}).udp());
  expect_agreement(eth().vlan(1).ipv4(own4).tcp({.destination_port = 40'001}));
  expect_agreement(eth().vlan(1).vlan(2).ipv4(own4).icmp({.type = 0, .rest = 40'000u << 16}));
  expect_agreement(eth().ipv6(own6).destination_options(3).icmp({.type = 129, .rest = 40'000u << 16}));
  expect_agreement(eth().ipv4({.options = packet::Bytes(40, 1)}).icmp({.type = 3}).payload(probe4));
  expect_agreement(eth().vlan(1).ipv6().hop_by_hop(1).icmp({.type = 1}).payload(probe6));
  // Lengths that cover more than the frame has, and less.
  for (std::uint16_t length = 20; length < 60; ++length)
    expect_agreement(
        eth().ipv4({.total_length = length, .protocol = packet::kIcmp}).icmp({.type = 3}).payload(probe4));
}

/// The same with lengths that cover only what is left, so that deeper checks are reached.
TEST_F(Truncation, WithLengthsThatFitIsNeverReadBeyond) {
  for (std::uint16_t length = 20; length < 60; ++length) {
    expect_agreement(packet::eth().ipv4({.total_length = length}).tcp());
    expect_agreement(packet::eth().ipv4({.total_length = length}).udp());
  }
  for (std::uint16_t length = 0; length < 60; ++length) {
    expect_agreement(packet::eth().ipv6({.payload_length = length}).destination_options(1).tcp());
    expect_agreement(packet::eth().ipv6({.payload_length = length}).fragment(0, true).udp());
  }
}

}  // namespace
}  // namespace shunt::native
