// SPDX-License-Identifier: Apache-2.0
#include "packet/make.h"

#include <algorithm>
#include <string_view>

namespace shunt::packet {
namespace {

constexpr std::size_t kEthernet = 14, kIpv4 = 20, kIpv6 = 40, kTcp = 20, kUdp = 8;
constexpr std::uint8_t kHops = 64;

void put_16(std::string& bytes, std::size_t at, std::size_t value) {
  bytes[at] = static_cast<char>(value >> 8 & 0xff);
  bytes[at + 1] = static_cast<char>(value & 0xff);
}

std::uint32_t sum(std::string_view bytes) {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    total += static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[i])) << (i % 2 == 0 ? 8 : 0);
  return total;
}

// RFC 1071.
std::uint16_t checksum(std::uint32_t total) {
  while (total >> 16 != 0) total = (total & 0xffff) + (total >> 16);
  return static_cast<std::uint16_t>(~total);
}

bool is_ipv4(const Packet& packet) { return packet.to.family() == net::Family::kIpv4; }

std::string wire(const net::IpAddress& address) {
  const auto& bytes = address.bytes();
  const std::size_t begin = address.family() == net::Family::kIpv4 ? 12 : 0;
  return {reinterpret_cast<const char*>(bytes.data()) + begin, bytes.size() - begin};
}

std::size_t ip_header(const Packet& packet) { return is_ipv4(packet) ? kIpv4 : kIpv6; }

// TCP or UDP, with what follows. Both pseudo-headers (RFC 9293, 3.1; RFC 8200, 8.1) have the same sum.
std::string transport(const Packet& packet, std::size_t length) {
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
    put_16(bytes, 4, length);
  }
  const auto pseudo = sum(wire(packet.from)) + sum(wire(packet.to)) + static_cast<std::uint32_t>(packet.protocol) +
                      static_cast<std::uint32_t>(length);
  const auto check = checksum(sum(bytes) + pseudo);
  put_16(bytes, tcp ? 16 : 6, check == 0 ? 0xffff : check);  // RFC 768: 0 is none
  return bytes;
}

std::string ip(const Packet& packet, std::size_t payload) {
  std::string header(ip_header(packet), '\0');
  const auto protocol = static_cast<char>(packet.protocol);
  if (is_ipv4(packet)) {
    header[0] = 0x45;
    put_16(header, 2, kIpv4 + payload);
    put_16(header, 6, 0x4000);  // do not fragment
    header[8] = kHops;
    header[9] = protocol;
    header.replace(12, 4, wire(packet.from)).replace(16, 4, wire(packet.to));
    put_16(header, 10, checksum(sum(header)));
  } else {
    header[0] = 0x60;
    put_16(header, 4, payload);
    header[6] = protocol;
    header[7] = kHops;
    header.replace(8, 16, wire(packet.from)).replace(24, 16, wire(packet.to));
  }
  return header;
}

}  // namespace

std::uint32_t header_length(const Packet& packet) {
  return static_cast<std::uint32_t>(ip_header(packet) + (packet.protocol == net::Protocol::kTcp ? kTcp : kUdp));
}

std::string make_frame(const Packet& packet) {
  const std::size_t length = std::max(packet.length, header_length(packet));
  std::string frame(kEthernet, '\0');
  std::ranges::copy(packet.destination.bytes, frame.begin());
  frame[6] = 0x02;  // locally administered: nobody's
  put_16(frame, 12, is_ipv4(packet) ? 0x0800 : 0x86dd);
  const auto payload = length - ip_header(packet);
  return frame + ip(packet, payload) + transport(packet, payload);
}

}  // namespace shunt::packet
