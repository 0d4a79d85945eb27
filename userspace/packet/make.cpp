// SPDX-License-Identifier: Apache-2.0
#include "packet/make.h"

#include <algorithm>

#include "packet/wire.h"

namespace shunt::packet {
namespace {

constexpr std::size_t kEthernet = 14, kTcp = 20, kUdp = 8;
constexpr std::uint8_t kHops = 64;

std::size_t header_of(const Packet& packet) { return ip_header_length(packet.to.family()); }

// TCP or UDP, with what follows.
std::string transport(const Packet& packet, const Ends& ends, std::size_t length) {
  const bool tcp = packet.protocol == net::Protocol::kTcp;
  std::string bytes(length, '\0');
  put_16(bytes, 0, packet.from_port);
  put_16(bytes, 2, packet.to_port);
  if (tcp) {
    bytes[7] = 1;      // sequence number
    bytes[12] = 0x50;  // five words
    bytes[13] = static_cast<char>(packet.flags);
    put_16(bytes, 14, 0xffff);
  } else {
    put_16(bytes, 4, static_cast<std::uint16_t>(length));
  }
  const auto check =
      checksum(sum(bytes) + pseudo_header(ends, static_cast<std::uint8_t>(packet.protocol), length));
  put_16(bytes, tcp ? 16 : 6, check == 0 ? 0xffff : check);  // RFC 768: 0 is none
  return bytes;
}

}  // namespace

std::uint32_t header_length(const Packet& packet) {
  return static_cast<std::uint32_t>(header_of(packet) + (packet.protocol == net::Protocol::kTcp ? kTcp : kUdp));
}

std::string make_frame(const Packet& packet) {
  const std::size_t length = std::max(packet.length, header_length(packet));
  std::string frame(kEthernet, '\0');
  std::ranges::copy(packet.destination.bytes, frame.begin());
  frame[6] = 0x02;  // locally administered: nobody's
  put_16(frame, 12, packet.to.family() == net::Family::kIpv4 ? 0x0800 : 0x86dd);
  const Ends ends{.source = packet.from, .destination = packet.to};
  const auto payload = length - header_of(packet);
  return frame + ip_header(ends, static_cast<std::uint8_t>(packet.protocol), kHops, payload) +
         transport(packet, ends, payload);
}

}  // namespace shunt::packet
