// SPDX-License-Identifier: Apache-2.0
// Answers to the probes of the controller go to the probes, and nothing else does. Here the interface behind row
// SHUNT_PROBE_EGRESS is the unlisted port.
#include "bpf/dataplane/fixture.h"

namespace shunt::dataplane {
namespace {

using packet::Ipv4;
using packet::Ipv6;

constexpr std::uint16_t kFirst = 61'000;
constexpr std::uint16_t kLast = 61'099;
constexpr std::uint8_t kEcho4 = 8, kEchoReply4 = 0, kEcho6 = 128, kEchoReply6 = 129;

const Ipv4 kAnswer4{.source = "192.0.2.10", .destination = "198.51.100.2"};
const Ipv6 kAnswer6{.source = "2001:db8::10", .destination = "2001:db8:5::2"};
/// As the probe itself went.
const Ipv4 kProbe4{.source = "198.51.100.2", .destination = "192.0.2.10"};
const Ipv6 kProbe6{.source = "2001:db8:5::2", .destination = "2001:db8::10"};

/// The IP packet of `frame`.
Bytes packet_of(const Frame& frame) {
  Bytes bytes = frame.bytes();
  bytes.erase(bytes.begin(), bytes.begin() + 14);
  return bytes;
}

std::uint32_t identifier(std::uint16_t value) { return std::uint32_t{value} << 16 | 1; }

class ProbeAnswers : public Dataplane {
 protected:
  void SetUp() override {
    Dataplane::SetUp();
    given.service("192.0.2.10", {"80/tcp", "53/udp"}).backend("198.51.100.11");
    given.service("2001:db8::10", {"80/tcp", "53/udp"}).backend("2001:db8:be::11");
    given.probes({"198.51.100.2", "2001:db8:5::2", "198.51.100.3"}, {"192.0.2.10", "2001:db8::10", "192.0.2.99"},
                 kFirst, kLast - kFirst + 1);
  }

  /// To the probes, as it came, and counted by its interface only.
  static testing::AssertionResult went_to_probes(const Outcome& out) {
    const auto& counted = out.counted;
    if (out.verdict == Verdict::kRedirect && out.frame == out.sent && counted.reasons.empty() &&
        counted.services.empty() && counted.backends.empty() && counted.interfaces.size() == 1)
      return testing::AssertionSuccess();
    return testing::AssertionFailure() << to_string(out.verdict) << " as\n"
                                       << packet::describe(out.frame) << "\ncounted:\n"
                                       << counted.to_string();
  }
};

TEST_F(ProbeAnswers, OfTcpAndUdpGoToTheProbesAsTheyCame) {
  EXPECT_TRUE(went_to_probes(send(eth().ipv4(kAnswer4).tcp({.source_port = 80, .destination_port = kFirst}))));
  EXPECT_TRUE(went_to_probes(send(eth().ipv4(kAnswer4).udp({.source_port = 53, .destination_port = kLast}))));
  EXPECT_TRUE(went_to_probes(send(eth().ipv6(kAnswer6).tcp({.destination_port = kFirst + 50}))));
  EXPECT_TRUE(went_to_probes(send(eth().ipv6(kAnswer6).hop_by_hop().udp({.destination_port = kFirst}))));
}

TEST_F(ProbeAnswers, KeepTheirTagsAndPadding) {
  for (const std::uint16_t control : Words{7, 0xe007}) {
    EXPECT_TRUE(went_to_probes(send(eth().vlan(control).ipv4(kAnswer4).tcp({.destination_port = kFirst}))));
    EXPECT_TRUE(went_to_probes(send(
        eth().vlan(9, packet::kTypeServiceVlan).vlan(control).ipv6(kAnswer6).udp({.destination_port = kFirst}))));
  }
  EXPECT_TRUE(
      went_to_probes(send(eth().ipv4(kAnswer4).udp({.destination_port = kFirst}).trailing(Bytes(18, 0)), kPortB)));
}

TEST_F(ProbeAnswers, OfTcpAreNotJudgedByTheirHeaderOrTtl) {
  EXPECT_TRUE(
      went_to_probes(send(eth()
                              .ipv4({.source = kAnswer4.source, .destination = kAnswer4.destination, .ttl = 1})
                              .tcp({.destination_port = kFirst, .data_offset = 4}))));
}

TEST_F(ProbeAnswers, ToOtherPortsAreTheHosts) {
  for (const std::uint16_t port : Words{kFirst - 1, kLast + 1, 80, 0, 65535}) {
    EXPECT_TRUE(send(eth().ipv4(kAnswer4).tcp({.destination_port = port})).passed_in_silence()) << port;
    EXPECT_TRUE(send(eth().ipv6(kAnswer6).udp({.destination_port = port})).passed_in_silence()) << port;
    EXPECT_TRUE(
        send(eth().ipv4(kAnswer4).icmp({.type = kEchoReply4, .rest = identifier(port)})).passed_in_silence());
  }
}

TEST_F(ProbeAnswers, ReachToTheLastPortThereIs) {
  given.probes({"198.51.100.2"}, {"192.0.2.10"}, 65'000, 536);
  EXPECT_TRUE(went_to_probes(send(eth().ipv4(kAnswer4).tcp({.destination_port = 65'535}))));
  EXPECT_TRUE(send(eth().ipv4(kAnswer4).tcp({.destination_port = 0})).passed_in_silence());
}

TEST_F(ProbeAnswers, ToOtherAddressesOrFromOthersAreTheHosts) {
  EXPECT_TRUE(
      send(eth().ipv4({.source = "192.0.2.10", .destination = "198.51.100.4"}).tcp({.destination_port = kFirst}))
          .passed_in_silence());
  EXPECT_TRUE(
      send(eth().ipv4({.source = "192.0.2.11", .destination = "198.51.100.2"}).tcp({.destination_port = kFirst}))
          .passed_in_silence());
  EXPECT_TRUE(send(eth()
                       .ipv6({.source = "2001:db8::11", .destination = "2001:db8:5::2"})
                       .icmp({.type = kEchoReply6, .rest = identifier(kFirst)}))
                  .passed_in_silence());
  EXPECT_TRUE(send(eth().ipv6({.source = "2001:db8::10", .destination = "::"}).tcp({.destination_port = kFirst}))
                  .passed_in_silence())
      << "free rows of sources hold no address";
}

TEST_F(ProbeAnswers, NeedNoServiceOfTheirVip) {
  EXPECT_TRUE(went_to_probes(send(
      eth().ipv4({.source = "192.0.2.99", .destination = "198.51.100.3"}).tcp({.destination_port = kFirst}))));
}

TEST_F(ProbeAnswers, AreNoneWhileThereAreNoProbes) {
  given.raw().probes.ports = 0;
  EXPECT_TRUE(send(eth().ipv4(kAnswer4).tcp({.destination_port = kFirst})).passed_in_silence());
  EXPECT_TRUE(
      send(eth().ipv4(kAnswer4).icmp({.type = kEchoReply4, .rest = identifier(kFirst)})).passed_in_silence());
  const auto quoted = packet_of(eth().ipv4(kProbe4).tcp({.source_port = kFirst}));
  EXPECT_TRUE(send(eth().ipv4({.destination = "192.0.2.10"}).icmp({.type = 3}).payload(quoted))
                  .passed_for(SHUNT_REASON_ICMP_ERROR));
}

TEST_F(ProbeAnswers, PassIfTheProbesHaveNoInterface) {
  given.raw().probes.has_egress = false;
  EXPECT_TRUE(send(eth().ipv4(kAnswer4).tcp({.destination_port = kFirst})).passed_in_silence());
  EXPECT_TRUE(
      send(eth().ipv4(kAnswer4).icmp({.type = kEchoReply4, .rest = identifier(kFirst)})).passed_in_silence());
}

TEST_F(ProbeAnswers, NeverComprisePacketsOfAService) {
  given.service("198.51.100.2", {"61000/tcp"}).backend("198.51.100.11");
  const Outcome out = send(eth().ipv4(kAnswer4).tcp({.destination_port = kFirst}));
  EXPECT_TRUE(
      out.left_as(eth(kFromPortB)
                      .ipv4({.source = "198.51.100.2", .destination = "198.51.100.11", .dont_fragment = true})
                      .ipv4({.source = "192.0.2.10", .destination = "198.51.100.2", .ttl = 63})
                      .tcp({.destination_port = kFirst})));
  EXPECT_TRUE(went_to_probes(send(eth().ipv4(kAnswer4).tcp({.destination_port = kFirst + 1}))));
}

TEST_F(ProbeAnswers, OfPingsAreKnownByTheirIdentifier) {
  EXPECT_TRUE(went_to_probes(
      send(eth().ipv4(kAnswer4).icmp({.type = kEchoReply4, .rest = identifier(kLast)}).payload(1400))));
  EXPECT_TRUE(went_to_probes(send(eth().ipv6(kAnswer6).icmp({.type = kEchoReply6, .rest = identifier(kFirst)}))));
  EXPECT_TRUE(went_to_probes(send(eth().vlan(7).ipv6(kAnswer6).destination_options(2).icmp(
      {.type = kEchoReply6, .rest = identifier(kFirst)}))));
  for (const std::uint8_t type : Octets{kEcho4, 13, kEchoReply6})
    EXPECT_TRUE(send(eth().ipv4(kAnswer4).icmp({.type = type, .rest = identifier(kFirst)})).passed_in_silence());
  for (const std::uint8_t type : Octets{kEcho6, 133})
    EXPECT_TRUE(send(eth().ipv6(kAnswer6).icmp({.type = type, .rest = identifier(kFirst)})).passed_in_silence());
}

TEST_F(ProbeAnswers, OfPingsEndWhereTheirIpHeaderSays) {
  const auto reply =
      eth()
          .ipv4({.source = kAnswer4.source, .destination = kAnswer4.destination, .total_length = 27})
          .icmp({.type = kEchoReply4, .rest = identifier(kFirst)});
  EXPECT_TRUE(send(reply).passed_in_silence()) << "the last byte is padding";
}

TEST_F(ProbeAnswers, FirstFragmentsOfThemToo) {
  EXPECT_TRUE(went_to_probes(
      send(eth()
               .ipv4({.source = kAnswer4.source, .destination = kAnswer4.destination, .more_fragments = true})
               .udp({.destination_port = kFirst}))));
  EXPECT_TRUE(
      send(eth()
               .ipv4({.source = kAnswer4.source, .destination = kAnswer4.destination, .fragment_offset = 9})
               .udp({.destination_port = kFirst}))
          .passed_in_silence());
}

/// ICMP errors about a probe.
class ProbeErrors : public ProbeAnswers {
 protected:
  /// Of a router, to our address that the probe came from.
  Outcome report4(const Bytes& quoted, std::uint8_t type = 3) {
    return send(eth().ipv4({.destination = "198.51.100.2"}).icmp({.type = type, .code = 1}).payload(quoted));
  }
  Outcome report6(const Bytes& quoted, std::uint8_t type = 1) {
    return send(eth().ipv6({.destination = "2001:db8:5::2"}).icmp({.type = type}).payload(quoted));
  }
};

TEST_F(ProbeErrors, OfEachProtocolGoToTheProbes) {
  for (const std::uint8_t type : Octets{3, 4, 5, 11, 12}) {
    EXPECT_TRUE(went_to_probes(report4(packet_of(eth().ipv4(kProbe4).tcp({.source_port = kFirst})), type)));
    EXPECT_TRUE(went_to_probes(report4(packet_of(eth().ipv4(kProbe4).udp({.source_port = kLast})), type)));
    EXPECT_TRUE(went_to_probes(
        report4(packet_of(eth().ipv4(kProbe4).icmp({.type = kEcho4, .rest = identifier(kFirst)})), type)));
  }
  for (const std::uint8_t type : Octets{1, 2, 3, 4}) {
    EXPECT_TRUE(went_to_probes(report6(packet_of(eth().ipv6(kProbe6).tcp({.source_port = kFirst})), type)));
    EXPECT_TRUE(went_to_probes(report6(packet_of(eth().ipv6(kProbe6).udp({.source_port = kLast})), type)));
    EXPECT_TRUE(went_to_probes(
        report6(packet_of(eth().ipv6(kProbe6).icmp({.type = kEcho6, .rest = identifier(kFirst)})), type)));
  }
}

TEST_F(ProbeErrors, InVlansAndBehindExtensionHeadersToo) {
  const auto quoted = packet_of(eth().ipv6(kProbe6).tcp({.source_port = kFirst}));
  EXPECT_TRUE(went_to_probes(send(eth()
                                      .vlan(1)
                                      .vlan(2)
                                      .ipv6({.destination = "2001:db8:5::2"})
                                      .hop_by_hop(3)
                                      .icmp({.type = 1})
                                      .payload(quoted))));
}

TEST_F(ProbeErrors, AboutOthersAreAsBefore) {
  const auto expect_as_before = [this](const Frame& quoted) {
    EXPECT_TRUE(report4(packet_of(quoted)).passed_in_silence());
    EXPECT_TRUE(
        send(eth().ipv4().icmp({.type = 3}).payload(packet_of(quoted))).passed_for(SHUNT_REASON_ICMP_ERROR));
  };
  expect_as_before(eth().ipv4(kProbe4).tcp({.source_port = kFirst - 1}));
  expect_as_before(eth().ipv4(kProbe4).udp({.source_port = kLast + 1}));
  expect_as_before(eth().ipv4(kProbe4).icmp({.type = kEcho4, .rest = identifier(kLast + 1)}));
  expect_as_before(eth().ipv4(kProbe4).icmp({.type = kEchoReply4, .rest = identifier(kFirst)}));
  expect_as_before(
      eth().ipv4({.source = "198.51.100.4", .destination = "192.0.2.10"}).tcp({.source_port = kFirst}));
  expect_as_before(
      eth().ipv4({.source = "198.51.100.2", .destination = "192.0.2.11"}).tcp({.source_port = kFirst}));
  expect_as_before(eth().ipv4(kAnswer4).tcp({.source_port = kFirst, .destination_port = kFirst}));
  // Of another protocol, with bytes as of an echo request.
  auto echo = packet_of(eth().ipv4(kProbe4).icmp({.type = kEcho4, .rest = identifier(kFirst)}));
  echo[9] = packet::kExperimental;
  EXPECT_TRUE(report4(echo).passed_in_silence());
  echo[9] = packet::kIcmpv6;
  EXPECT_TRUE(report4(echo).passed_in_silence());
}

TEST_F(ProbeErrors, ThatAreCutOffAnywhereAreAsBefore) {
  const std::pair<Bytes, std::size_t> quotations[] = {
      {packet_of(eth().ipv4(kProbe4).tcp({.source_port = kFirst})), 28},
      {packet_of(eth().ipv4(kProbe4).udp({.source_port = kFirst}).payload(9)), 28},
      {packet_of(eth().ipv4(kProbe4).icmp({.type = kEcho4, .rest = identifier(kFirst)}).payload(9)), 28},
      {packet_of(eth().ipv6(kProbe6).tcp({.source_port = kFirst})), 48},
      {packet_of(eth().ipv6(kProbe6).icmp({.type = kEcho6, .rest = identifier(kFirst)}).payload(9)), 48},
  };
  for (const auto& [whole, needed] : quotations) {
    for (std::size_t size = 0; size <= whole.size(); ++size) {
      const Bytes quoted(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      const bool ipv4 = needed == 28;
      const Outcome out = ipv4 ? report4(quoted) : report6(quoted);
      EXPECT_TRUE(size < needed ? out.passed_in_silence() : went_to_probes(out)) << size;
      // What pads the frame is not quoted.
      Frame padded = ipv4 ? eth().ipv4() : eth().ipv6();
      padded.icmp({.type = 3})
          .payload(quoted)
          .trailing(Bytes(whole.begin() + static_cast<std::ptrdiff_t>(size), whole.end()));
      const Outcome to_vip = send(padded);
      EXPECT_TRUE(size < needed ? to_vip.passed_for(SHUNT_REASON_ICMP_ERROR) : went_to_probes(to_vip)) << size;
    }
  }
}

TEST_F(ProbeErrors, ThatQuoteOptionsAreNotAboutProbes) {
  // The options hold what would be the port of a header without them.
  const Bytes options{kFirst >> 8, kFirst & 0xff, 0, 0};
  const auto quoted =
      packet_of(eth()
                    .ipv4({.source = kProbe4.source, .destination = kProbe4.destination, .options = options})
                    .tcp({.source_port = kFirst}));
  EXPECT_TRUE(report4(quoted).passed_in_silence());
  EXPECT_TRUE(send(eth().ipv4().icmp({.type = 3}).payload(quoted)).passed_for(SHUNT_REASON_ICMP_ERROR));
  const auto extended = packet_of(eth().ipv6(kProbe6).destination_options().tcp({.source_port = kFirst}));
  EXPECT_TRUE(report6(extended).passed_in_silence());
}

TEST_F(ProbeErrors, MayThemselvesHaveOptions) {
  const auto quoted = packet_of(eth().ipv4(kProbe4).tcp({.source_port = kFirst}));
  EXPECT_TRUE(went_to_probes(send(
      eth().ipv4({.destination = "198.51.100.2", .options = Bytes(40, 1)}).icmp({.type = 11}).payload(quoted))));
}

TEST_F(ProbeErrors, AndAnswersOfAnyLengthAreRead) {
  const Frame frames[] = {
      eth().vlan(1).ipv4(kAnswer4).tcp({.destination_port = kFirst}),
      eth().ipv4(kAnswer4).icmp({.type = kEchoReply4, .rest = identifier(kFirst)}),
      eth().ipv4().icmp({.type = 3}).payload(packet_of(eth().ipv4(kProbe4).tcp({.source_port = kFirst}))),
      eth()
          .ipv6()
          .fragment(0, false)
          .icmp({.type = 1})
          .payload(packet_of(eth().ipv6(kProbe6).tcp({.source_port = kFirst}))),
  };
  for (const Frame& frame : frames) {
    const Bytes whole = frame.bytes();
    // Each frame also goes through the reference.
    for (std::size_t size = 14; size <= whole.size(); ++size) send(packet::truncated(whole, size));
  }
}

}  // namespace
}  // namespace shunt::dataplane
