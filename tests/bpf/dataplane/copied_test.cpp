// SPDX-License-Identifier: Apache-2.0
// What goes from the packet into its outer header, and what stays as it was.
#include "bpf/dataplane/fixture.h"

namespace shunt::dataplane {
namespace {

/// One service of each forwarding for each family, by the last part of the VIP's address.
class Copied : public Dataplane {
 protected:
  void SetUp() override {
    Dataplane::SetUp();
    for (const char* vip : {"192.0.2.1", "2001:db8::1"}) given.service(vip, {"any"}).backend("198.51.100.11");
    for (const char* vip : {"192.0.2.2", "2001:db8::2"}) given.service(vip, {"any"}).backend("2001:db8:be::11");
    for (const char* vip : {"192.0.2.3", "2001:db8::3"})
      given.service(vip, {"any"}).forwarding(Forwarding::kGue).backend("198.51.100.11");
    for (const char* vip : {"192.0.2.4", "2001:db8::4"})
      given.service(vip, {"any"}).forwarding(Forwarding::kGue).backend("2001:db8:be::11");
    for (const char* vip : {"192.0.2.5", "2001:db8::5"})
      given.service(vip, {"any"}).forwarding(Forwarding::kL2).backend("198.51.100.11");
  }

  static constexpr const char* kVips4[] = {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"};
  static constexpr const char* kVips6[] = {"2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8::4",
                                           "2001:db8::5"};
};

TEST_F(Copied, DscpAndEcnReachTheOuterHeader) {  // RFC 6040, 4.1
  for (const std::uint8_t traffic_class : Octets{0x00, 0x01, 0x02, 0x03, 0xb8, 0xbb, 0xff}) {
    for (const char* vip : kVips4)
      for (const packet::DecodedIp& ip :
           send(eth().ipv4({.destination = vip, .tos = traffic_class}).tcp()).decoded().ip)
        EXPECT_EQ(ip.traffic_class, traffic_class) << vip;
    for (const char* vip : kVips6)
      for (const packet::DecodedIp& ip :
           send(eth().ipv6({.destination = vip, .traffic_class = traffic_class}).tcp()).decoded().ip)
        EXPECT_EQ(ip.traffic_class, traffic_class) << vip;
  }
}

TEST_F(Copied, TheOuterTtlIsFreshAndTheInnerOneHopOlder) {
  for (int ttl = 2; ttl < 256; ttl = ttl * 3 / 2) {
    for (const char* vip : kVips4) {
      const auto headers =
          send(eth().ipv4({.destination = vip, .ttl = static_cast<std::uint8_t>(ttl)}).tcp()).decoded().ip;
      if (headers.size() == 2) {
        EXPECT_EQ(headers[0].ttl, 64);
      }
      EXPECT_EQ(headers.back().ttl, ttl - 1) << vip;
    }
    for (const char* vip : kVips6) {
      const auto headers =
          send(eth().ipv6({.destination = vip, .hop_limit = static_cast<std::uint8_t>(ttl)}).tcp()).decoded().ip;
      EXPECT_EQ(headers.back().ttl, ttl - 1) << vip;
    }
  }
}

TEST_F(Copied, TtlOneAndZeroEndHere) {  // RFC 1812, 5.3.1
  for (const std::uint8_t ttl : Octets{0, 1}) {
    for (const char* vip : kVips4)
      EXPECT_TRUE(send(eth().ipv4({.destination = vip, .ttl = ttl}).tcp()).dropped_for(SHUNT_REASON_TTL_EXPIRED));
    for (const char* vip : kVips6)
      EXPECT_TRUE(
          send(eth().ipv6({.destination = vip, .hop_limit = ttl}).udp()).dropped_for(SHUNT_REASON_TTL_EXPIRED));
  }
}

TEST_F(Copied, Ipv4OptionsStayInside) {
  for (std::size_t size = 4; size <= 40; size += 4)
    for (const char* vip : kVips4) {
      const Outcome out = send(eth().ipv4({.destination = vip, .options = Bytes(size, 1)}).udp().payload(3));
      EXPECT_EQ(out.verdict, Verdict::kRedirect);
      EXPECT_EQ(out.decoded().ip.back().header_size, 20 + size);
    }
}

TEST_F(Copied, AWrongIpv4ChecksumStaysWrong) {  // RFC 1624: updated, never recomputed
  for (const std::uint16_t checksum : Words{0x0000, 0x0001, 0xfefe, 0xfeff, 0xff00, 0xfffe, 0xffff}) {
    const Outcome out = send(eth().ipv4({.destination = "192.0.2.1", .checksum = checksum}).tcp());
    ASSERT_EQ(out.decoded().ip.size(), 2u);
    EXPECT_TRUE(out.decoded().ip[0].checksum_right);
    EXPECT_FALSE(out.decoded().ip[1].checksum_right) << checksum;
  }
}

TEST_F(Copied, EveryIpv4ChecksumStaysRight) {
  for (std::uint32_t id = 0; id < 0x10000; id += 61)
    ASSERT_TRUE(packet::checksums_are_right(
        send(eth().ipv4({.destination = "192.0.2.1", .id = static_cast<std::uint16_t>(id)}).udp()).frame))
        << id;
}

TEST_F(Copied, EthernetPaddingIsCarriedBehindThePacket) {
  const Bytes padding(18, 0xee);
  for (const char* vip : kVips4) {
    const Outcome out = send(eth().ipv4({.destination = vip}).udp().trailing(padding));
    EXPECT_EQ(out.decoded().trailing, padding.size()) << vip;
    EXPECT_EQ(out.counted.backends.begin()->second, (Counter{1, 28}));
  }
  for (const char* vip : kVips6)
    EXPECT_EQ(send(eth().ipv6({.destination = vip}).udp().trailing(padding)).decoded().trailing, padding.size());
}

}  // namespace
}  // namespace shunt::dataplane
