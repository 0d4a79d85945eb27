// SPDX-License-Identifier: Apache-2.0
// IPv6 extension headers: RFC 8200, 4; RFC 4302 for the authentication header.
#include "bpf/dataplane/fixture.h"

namespace shunt::dataplane {
namespace {

class Extensions : public Dataplane {
 protected:
  void SetUp() override {
    Dataplane::SetUp();
    given.service("2001:db8::10", {"80/tcp"}).forwarding(Forwarding::kL2).backend("2001:db8:be::11");
  }

  static Frame with(const std::vector<packet::Extension>& headers, std::uint8_t hop_limit = 64,
                    const packet::Ethernet& link = {}) {
    Frame frame = eth(link);
    frame.ipv6({.hop_limit = hop_limit});
    for (const packet::Extension& header : headers) frame.extension(header);
    return frame.tcp().payload(7);
  }
};

TEST_F(Extensions, OfEachKindAndLengthAreCarried) {
  for (const std::uint8_t type :
       Octets{packet::kHopByHop, packet::kRouting, packet::kDestinationOptions, packet::kAuthentication})
    for (const std::uint8_t length : Octets{0, 1, 2, 5, 31, 127, 255}) {
      if (type != packet::kAuthentication && length > 127) continue;  // more than the MTU
      const std::vector<packet::Extension> header = {{.type = type, .length = length}};
      EXPECT_TRUE(send(with(header)).left_as(with(header, 63, kFromPortB))) << int{type} << ", " << int{length};
    }
}

TEST_F(Extensions, OfTheLargestLengthAreWalked) {
  const Outcome out = send(with({{.type = packet::kDestinationOptions, .length = 255}}));
  EXPECT_TRUE(out.dropped_for(SHUNT_REASON_TOO_BIG));
}

TEST_F(Extensions, UpToSixAreWalked) {
  for (std::size_t count = 1; count <= 6; ++count) {
    const std::vector<packet::Extension> headers(count);
    EXPECT_TRUE(send(with(headers)).left_as(with(headers, 63, kFromPortB))) << count;
  }
}

TEST_F(Extensions, ASeventhPassesToTheHost) {
  EXPECT_TRUE(send(with(std::vector<packet::Extension>(7))).passed_for(SHUNT_REASON_EXTENSION_LIMIT));
  EXPECT_TRUE(send(with(std::vector<packet::Extension>(20))).passed_for(SHUNT_REASON_EXTENSION_LIMIT));
}

TEST_F(Extensions, ASeventhToAnotherAddressIsNotCounted) {
  Frame frame = eth().ipv6({.destination = "2001:db8::11"});
  for (int i = 0; i < 7; ++i) frame.destination_options();
  EXPECT_TRUE(send(frame.tcp()).passed_in_silence());
}

TEST_F(Extensions, InAnyOrderAreWalked) {
  const std::vector<packet::Extension> headers = {{.type = packet::kDestinationOptions, .length = 1},
                                                  {.type = packet::kAuthentication, .length = 4},
                                                  {.type = packet::kFragment},
                                                  {.type = packet::kRouting, .length = 2},
                                                  {.type = packet::kHopByHop},
                                                  {.type = packet::kAuthentication, .length = 1}};
  EXPECT_TRUE(send(with(headers)).left_as(with(headers, 63, kFromPortB)));
}

TEST_F(Extensions, ThatRunBeyondThePacketAreInvalid) {
  for (const std::uint8_t type :
       Octets{packet::kHopByHop, packet::kRouting, packet::kDestinationOptions, packet::kAuthentication}) {
    // Its length field says 8 or 4 bytes more for each unit than there are.
    Bytes header(8);
    header[0] = packet::kTcp;
    for (const std::uint8_t length : Octets{2, 3, 255}) {
      header[1] = length;
      EXPECT_TRUE(
          send(eth().ipv6({.next_header = type}).payload(header)).dropped_for(SHUNT_REASON_IPV6_HEADER_INVALID))
          << int{type} << ", " << int{length};
      EXPECT_TRUE(send(eth().ipv6({.next_header = type}).payload(header).trailing(Bytes(3000)))
                      .dropped_for(SHUNT_REASON_IPV6_HEADER_INVALID))
          << int{type} << ", " << int{length};
    }
  }
}

TEST_F(Extensions, ThatHaveNoByteInThePacketAreInvalid) {
  EXPECT_TRUE(send(eth().ipv6({.next_header = packet::kHopByHop})).dropped_for(SHUNT_REASON_IPV6_HEADER_INVALID));
  EXPECT_TRUE(send(eth().ipv6({.next_header = packet::kFragment}).payload(7))
                  .dropped_for(SHUNT_REASON_IPV6_HEADER_INVALID));
}

TEST_F(Extensions, BeforePingsPassInSilence) {
  EXPECT_TRUE(send(eth().ipv6().hop_by_hop().icmp({.type = 128})).passed_in_silence());
}

}  // namespace
}  // namespace shunt::dataplane
