// SPDX-License-Identifier: Apache-2.0
#include "support/packet/checksum.h"

namespace shunt::packet {

std::uint16_t internet_checksum(View data) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i + 1 < data.size(); i += 2) sum += load16(data, i);
  if (data.size() % 2 != 0)
    sum += static_cast<std::uint64_t>(data.back()) << 8;  // RFC 1071, 4.1: padded with zero
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

std::uint16_t transport_checksum(const net::IpAddress& source, const net::IpAddress& destination,
                                 std::uint8_t protocol, View segment) {
  // One layout serves both families: the words of a sum may come in any order, and mapped addresses add
  // ten zero bytes and two 0xffff words, which are zero in ones' complement.
  Bytes covered;
  append(covered, source.bytes());
  append(covered, destination.bytes());
  append32(covered, static_cast<std::uint32_t>(segment.size()));
  append32(covered, protocol);
  append(covered, segment);
  return internet_checksum(covered);
}

}  // namespace shunt::packet
