// SPDX-License-Identifier: Apache-2.0
#include "packet/wire.h"

namespace shunt::packet {

std::size_t ip_header_length(net::Family family) {
  return family == net::Family::kIpv4 ? kIpv4Header : kIpv6Header;
}

void put_16(std::string& bytes, std::size_t at, std::uint16_t value) {
  bytes[at] = static_cast<char>(value >> 8);
  bytes[at + 1] = static_cast<char>(value & 0xff);
}

std::uint8_t get_8(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

std::uint16_t get_16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(get_8(bytes, at) << 8 | get_8(bytes, at + 1));
}

std::string address_bytes(const net::IpAddress& address) {
  const auto& bytes = address.bytes();
  const std::size_t begin = address.family() == net::Family::kIpv4 ? 12 : 0;
  return {reinterpret_cast<const char*>(bytes.data()) + begin, bytes.size() - begin};
}

std::uint32_t sum(std::string_view bytes) {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) total += std::uint32_t{get_8(bytes, i)} << (i % 2 == 0 ? 8 : 0);
  return total;
}

std::uint16_t checksum(std::uint32_t sum) {
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

std::uint32_t pseudo_header(const Ends& ends, std::uint8_t protocol, std::size_t length) {
  return sum(address_bytes(ends.source)) + sum(address_bytes(ends.destination)) + protocol +
         static_cast<std::uint32_t>(length);
}

std::string ip_header(const Ends& ends, std::uint8_t protocol, std::uint8_t hops, std::size_t length) {
  const auto family = ends.destination.family();
  std::string header(ip_header_length(family), '\0');
  if (family == net::Family::kIpv4) {
    header[0] = 0x45;
    put_16(header, 2, static_cast<std::uint16_t>(kIpv4Header + length));
    put_16(header, 6, 0x4000);  // do not fragment
    header[8] = static_cast<char>(hops);
    header[9] = static_cast<char>(protocol);
    header.replace(12, 4, address_bytes(ends.source)).replace(16, 4, address_bytes(ends.destination));
    put_16(header, 10, checksum(sum(header)));
  } else {
    header[0] = 0x60;
    put_16(header, 4, static_cast<std::uint16_t>(length));
    header[6] = static_cast<char>(protocol);
    header[7] = static_cast<char>(hops);
    header.replace(8, 16, address_bytes(ends.source)).replace(24, 16, address_bytes(ends.destination));
  }
  return header;
}

}  // namespace shunt::packet
