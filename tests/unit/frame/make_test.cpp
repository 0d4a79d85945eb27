// SPDX-License-Identifier: Apache-2.0
#include "packet/make.h"

#include <gtest/gtest.h>
#include <tins/tins.h>

#include "core/hex.h"
#include "packet/describe.h"

namespace shunt::packet {
namespace {

net::IpAddress address(const char* text) { return net::IpAddress::parse(text).value(); }

Packet packet(bool ipv4, net::Protocol protocol) {
  return {.from = address(ipv4 ? "203.0.113.7" : "2001:db8::7"),
          .to = address(ipv4 ? "192.0.2.10" : "2001:db8::10"),
          .from_port = 40000,
          .to_port = 80,
          .protocol = protocol,
          .destination = *net::MacAddress::parse("02:00:00:00:00:5a")};
}

// libtins computes checksums anew when it writes: the same bytes mean that ours were right.
void expect_right(const std::string& frame) {
  Tins::EthernetII parsed(reinterpret_cast<const std::uint8_t*>(frame.data()),
                          static_cast<std::uint32_t>(frame.size()));
  const auto written = parsed.serialize();
  EXPECT_EQ(core::to_hex(frame), core::to_hex({reinterpret_cast<const char*>(written.data()), frame.size()}));
}

TEST(MakeFrame, HasRightChecksumsInEachFamilyAndProtocol) {
  for (const bool ipv4 : {true, false})
    for (const auto protocol : {net::Protocol::kTcp, net::Protocol::kUdp})
      for (const std::uint32_t length : {0U, 81U, 1000U, 1500U}) {
        auto asked = packet(ipv4, protocol);
        asked.length = length;
        const auto frame = make_frame(asked);
        EXPECT_EQ(frame.size(), 14 + std::max(length, header_length(asked)));
        expect_right(frame);
      }
}

TEST(MakeFrame, IsWhatWasAskedFor) {
  auto asked = packet(true, net::Protocol::kTcp);
  asked.flags = kAck | kFin;
  const auto lines = describe(make_frame(asked), 0);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], "Ethernet 02:00:00:00:00:00 -> 02:00:00:00:00:5a");
  EXPECT_EQ(lines[1], "IPv4 203.0.113.7 -> 192.0.2.10, TTL 64, 40 bytes, DF");
  EXPECT_EQ(lines[2], "TCP 40000 -> 80, FIN ACK, sequence 1");
}

}  // namespace
}  // namespace shunt::packet
