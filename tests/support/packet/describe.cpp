// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "support/packet/decode.h"

namespace shunt::packet {
namespace {

std::string line(const DecodedIp& ip) {
  return fmt::format(
      "  {} at {}: {} -> {}, class 0x{:02x}, ttl {}, protocol {}, id {}, fragmentation 0x{:04x}, label "
      "0x{:05x}, header {}, packet {}{}\n",
      net::to_string(ip.family), ip.offset, ip.source.to_string(), ip.destination.to_string(), ip.traffic_class,
      ip.ttl, ip.protocol, ip.id, ip.fragmentation, ip.flow_label, ip.header_size, ip.packet_size,
      ip.checksum_right ? "" : ", CHECKSUM WRONG");
}

std::string line(const DecodedTransport& layer) {
  return fmt::format("  protocol {} at {}: port {} -> {}, {} bytes, checksum 0x{:04x}{}\n", layer.protocol,
                     layer.offset, layer.source_port, layer.destination_port, layer.size, layer.checksum,
                     layer.checksum_right ? "" : " WRONG");
}

}  // namespace

std::string describe(View frame) {
  const Decoded decoded = decode(frame);
  std::string text =
      fmt::format("frame of {} bytes: {} -> {}, type 0x{:04x}, {} bytes trailing\n", frame.size(),
                  decoded.source.to_string(), decoded.destination.to_string(), decoded.type, decoded.trailing);
  for (const DecodedTag& tag : decoded.tags)
    text += fmt::format("  tag 0x{:04x}: 0x{:04x}\n", tag.type, tag.control);
  for (const DecodedIp& ip : decoded.ip) text += line(ip);
  for (const DecodedTransport& layer : decoded.transport) text += line(layer);
  return text + hex_dump(frame);
}

}  // namespace shunt::packet
