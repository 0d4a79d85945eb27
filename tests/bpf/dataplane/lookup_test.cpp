// SPDX-License-Identifier: Apache-2.0
// Which service a packet belongs to. A backend's address tells which one took it.
#include "bpf/dataplane/fixture.h"

namespace shunt::dataplane {
namespace {

class Lookup : public Dataplane {
 protected:
  /// The backend that the packet went to, or "host".
  std::string taken_by(const Frame& frame) {
    const Outcome out = send(frame);
    return out.verdict == Verdict::kRedirect ? out.decoded().ip.at(0).destination.to_string() : "host";
  }
  std::string tcp(const char* vip, std::uint16_t port) {
    return taken_by(eth().ipv4({.destination = vip}).tcp({.destination_port = port}));
  }
  std::string udp(const char* vip, std::uint16_t port) {
    return taken_by(eth().ipv4({.destination = vip}).udp({.destination_port = port}));
  }
  std::string tcp6(const char* vip, std::uint16_t port) {
    return taken_by(eth().ipv6({.destination = vip}).tcp({.destination_port = port}));
  }
};

TEST_F(Lookup, AnExactServiceTakesItsAddressPortAndProtocolOnly) {
  given.service("192.0.2.10", {"80/tcp"}).backend("198.51.100.1");
  EXPECT_EQ(tcp("192.0.2.10", 80), "198.51.100.1");
  EXPECT_EQ(tcp("192.0.2.10", 81), "host");
  EXPECT_EQ(udp("192.0.2.10", 80), "host");
  EXPECT_EQ(tcp("192.0.2.11", 80), "host");
}

TEST_F(Lookup, APortWithoutProtocolTakesBoth) {
  given.service("192.0.2.10", {"53"}).backend("198.51.100.1");
  EXPECT_EQ(tcp("192.0.2.10", 53), "198.51.100.1");
  EXPECT_EQ(udp("192.0.2.10", 53), "198.51.100.1");
  EXPECT_EQ(udp("192.0.2.10", 54), "host");
}

TEST_F(Lookup, AnyPortTakesFromZeroToTheLast) {
  given.service("192.0.2.10", {"any/udp"}).backend("198.51.100.1");
  for (const std::uint16_t port : Words{0, 1, 80, 32768, 65535}) {
    EXPECT_EQ(udp("192.0.2.10", port), "198.51.100.1") << port;
    EXPECT_EQ(tcp("192.0.2.10", port), "host") << port;
  }
}

TEST_F(Lookup, ARangeTakesItsEndsAndNothingBeyond) {
  given.service("192.0.2.10", {"5000-5999/tcp", "7000-7001/tcp", "0-1/tcp", "65534-65535/tcp"})
      .backend("198.51.100.1");
  for (const std::uint16_t port : Words{0, 1, 5000, 5500, 5999, 7000, 7001, 65534, 65535})
    EXPECT_EQ(tcp("192.0.2.10", port), "198.51.100.1") << port;
  for (const std::uint16_t port : Words{2, 4999, 6000, 6999, 7002, 65533})
    EXPECT_EQ(tcp("192.0.2.10", port), "host") << port;
}

TEST_F(Lookup, AmongManyRangesEachPortFindsItsOwn) {
  given.service("192.0.2.10", {"1000-1001/udp"}).backend("198.51.100.255");
  for (int i = 0; i < 20; ++i) {
    const auto first = static_cast<std::uint16_t>(1000 + 10 * i);
    const std::string ports = std::to_string(first) + "-" + std::to_string(first + 4) + "/tcp";
    given.service("192.0.2.10", {ports}).backend("198.51.100." + std::to_string(i + 1));
  }
  for (int port = 990; port < 1210; ++port) {
    const bool taken = port >= 1000 && port < 1200 && port % 10 <= 4;
    EXPECT_EQ(tcp("192.0.2.10", static_cast<std::uint16_t>(port)),
              taken ? "198.51.100." + std::to_string((port - 1000) / 10 + 1) : "host")
        << port;
  }
}

TEST_F(Lookup, TheNarrowestRangeWins) {
  given.service("192.0.2.10", {"any"}).backend("198.51.100.1");
  given.service("192.0.2.10", {"1000-1999/tcp"}).backend("198.51.100.2");
  given.service("192.0.2.10", {"1500-1600/tcp"}).backend("198.51.100.3");
  given.service("192.0.2.10", {"1550/tcp"}).backend("198.51.100.4");
  EXPECT_EQ(tcp("192.0.2.10", 999), "198.51.100.1");
  EXPECT_EQ(tcp("192.0.2.10", 1499), "198.51.100.2");
  EXPECT_EQ(tcp("192.0.2.10", 1549), "198.51.100.3");
  EXPECT_EQ(tcp("192.0.2.10", 1550), "198.51.100.4");
  EXPECT_EQ(tcp("192.0.2.10", 1551), "198.51.100.3");
  EXPECT_EQ(tcp("192.0.2.10", 1601), "198.51.100.2");
  EXPECT_EQ(tcp("192.0.2.10", 2000), "198.51.100.1");
  EXPECT_EQ(udp("192.0.2.10", 1550), "198.51.100.1");
}

TEST_F(Lookup, APrefixTakesItsFirstAndLastAddress) {
  given.service("192.0.2.128/26", {"80/tcp"}).backend("198.51.100.1");
  for (const char* vip : {"192.0.2.128", "192.0.2.150", "192.0.2.191"})
    EXPECT_EQ(tcp(vip, 80), "198.51.100.1") << vip;
  for (const char* vip : {"192.0.2.127", "192.0.2.192"}) EXPECT_EQ(tcp(vip, 80), "host") << vip;
}

TEST_F(Lookup, Ipv6PrefixesMayEndAtAnyBit) {
  given.service("2001:db8:0:8000::/49", {"80/tcp"}).backend("198.51.100.1");
  given.service("2001:db8::/126", {"80/tcp"}).backend("198.51.100.2");
  EXPECT_EQ(tcp6("2001:db8:0:8000::", 80), "198.51.100.1");
  EXPECT_EQ(tcp6("2001:db8:0:ffff:ffff:ffff:ffff:ffff", 80), "198.51.100.1");
  EXPECT_EQ(tcp6("2001:db8:0:7fff::", 80), "host");
  EXPECT_EQ(tcp6("2001:db8::3", 80), "198.51.100.2");
  EXPECT_EQ(tcp6("2001:db8::4", 80), "host");
}

TEST_F(Lookup, TheLongestPrefixWinsAndInheritsWhatItLeavesOpen) {
  given.service("0.0.0.0/0", {"any/udp"}).backend("198.51.100.1");
  given.service("192.0.2.0/24", {"any/tcp"}).backend("198.51.100.2");
  given.service("192.0.2.0/28", {"1000-2000/tcp"}).backend("198.51.100.3");
  given.service("192.0.2.10", {"1500/tcp"}).backend("198.51.100.4");
  EXPECT_EQ(tcp("192.0.2.10", 1500), "198.51.100.4");
  EXPECT_EQ(tcp("192.0.2.10", 1501), "198.51.100.3");
  EXPECT_EQ(tcp("192.0.2.10", 80), "198.51.100.2");
  EXPECT_EQ(udp("192.0.2.10", 1500), "198.51.100.1");
  EXPECT_EQ(tcp("192.0.2.11", 1500), "198.51.100.3");
  EXPECT_EQ(tcp("192.0.2.77", 1500), "198.51.100.2");
  EXPECT_EQ(udp("203.0.113.1", 9), "198.51.100.1");
  EXPECT_EQ(tcp("203.0.113.1", 9), "host");
}

TEST_F(Lookup, AnAnyPortServiceOfALongerPrefixBeatsAnExactPortOfAShorterOne) {
  given.service("192.0.2.0/24", {"80/tcp"}).backend("198.51.100.1");
  given.service("192.0.2.10", {"any"}).backend("198.51.100.2");
  EXPECT_EQ(tcp("192.0.2.10", 80), "198.51.100.2");
  EXPECT_EQ(tcp("192.0.2.11", 80), "198.51.100.1");
}

TEST_F(Lookup, SixteenPrefixLengthsOfEachFamilyAreAllFound) {
  for (int i = 0; i < 16; ++i) {
    const std::string backend = "198.51.100." + std::to_string(i + 1);
    given.service("192.0.2.0/" + std::to_string(31 - i), {"any"}).backend(backend);
    given.service("2001:db8::/" + std::to_string(120 - 5 * i), {"any"}).backend(backend);
  }
  EXPECT_EQ(tcp("192.0.2.1", 80), "198.51.100.1");
  EXPECT_EQ(tcp("192.0.2.2", 80), "198.51.100.2");
  EXPECT_EQ(tcp("192.0.3.0", 80), "198.51.100.9");
  EXPECT_EQ(tcp("192.0.255.1", 80), "198.51.100.16");
  EXPECT_EQ(tcp("192.1.0.0", 80), "host");
  EXPECT_EQ(tcp6("2001:db8::1", 80), "198.51.100.1");
  EXPECT_EQ(tcp6("2001:db8:0:0:0:0:0:1000", 80), "198.51.100.2");
  EXPECT_EQ(tcp6("2001:db8:0:0:1000::", 80), "198.51.100.12");
  EXPECT_EQ(tcp6("2001:db8:0:1::", 80), "198.51.100.13");
}

TEST_F(Lookup, TheFamiliesDoNotMix) {
  given.service("0.0.0.0/0", {"any"}).backend("198.51.100.1");
  given.service("192.0.2.10", {"80/tcp"}).backend("198.51.100.2");
  EXPECT_EQ(tcp6("2001:db8::10", 80), "host");
}

TEST_F(Lookup, AnIpv4MappedDestinationInAnIpv6PacketIsNoVip) {  // RFC 6890, 2.2.3
  given.service("192.0.2.0/24", {"any"}).backend("198.51.100.1");
  given.service("192.0.2.10", {"80/tcp"}).backend("198.51.100.2");
  given.service("2001:db8::/120", {"any"}).backend("198.51.100.3");  // a length that the IPv4 prefix has, too
  for (const char* vip : {"::ffff:192.0.2.10", "::ffff:192.0.2.11"}) EXPECT_EQ(tcp6(vip, 80), "host") << vip;
}

TEST_F(Lookup, FortyServicesOnOneAddressAreAllFound) {
  for (int i = 0; i < 40; ++i)
    given.service("192.0.2.10", {std::to_string(8000 + i) + "/tcp"})
        .backend("198.51.100." + std::to_string(i + 1));
  for (int i = 0; i < 40; ++i)
    EXPECT_EQ(tcp("192.0.2.10", static_cast<std::uint16_t>(8000 + i)), "198.51.100." + std::to_string(i + 1));
}

TEST_F(Lookup, ANewPublicationReplacesTheOldOne) {
  given.service("192.0.2.10", {"80/tcp"}).backend("198.51.100.1");
  EXPECT_EQ(tcp("192.0.2.10", 80), "198.51.100.1");
  given = given::Given();
  given.service("192.0.2.11", {"80/tcp"}).backend("198.51.100.2");
  EXPECT_EQ(tcp("192.0.2.10", 80), "host");
  EXPECT_EQ(tcp("192.0.2.11", 80), "198.51.100.2");
}

}  // namespace
}  // namespace shunt::dataplane
