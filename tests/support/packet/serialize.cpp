// SPDX-License-Identifier: Apache-2.0
#include "support/packet/serialize.h"

#include <algorithm>

#include "support/packet/checksum.h"

namespace shunt::packet {
namespace {

struct Surroundings {
  std::span<const Layer> layers;
  std::size_t index;

  [[nodiscard]] const Layer* next() const { return index + 1 < layers.size() ? &layers[index + 1] : nullptr; }
};

std::uint16_t ethertype_of(const Layer* layer) {
  if (layer == nullptr) return kTypeExperimental;
  if (const auto* tag = std::get_if<Vlan>(layer)) return tag->type;
  if (std::holds_alternative<Ipv4>(*layer)) return kTypeIpv4;
  if (std::holds_alternative<Ipv6>(*layer)) return kTypeIpv6;
  return kTypeExperimental;
}

/// The nearest IP header in front of the layer; nullptr if there is none.
const Layer* network_before(const Surroundings& at) {
  for (std::size_t i = at.index; i-- > 0;)
    if (std::holds_alternative<Ipv4>(at.layers[i]) || std::holds_alternative<Ipv6>(at.layers[i]))
      return &at.layers[i];
  return nullptr;
}

bool is_behind_ipv6(const Surroundings& at) {
  const Layer* network = network_before(at);
  return network != nullptr && std::holds_alternative<Ipv6>(*network);
}

std::uint8_t protocol_of_next(const Surroundings& at, bool ipv6) {
  const Layer* layer = at.next();
  if (layer == nullptr) return ipv6 ? kNoNextHeader : kExperimental;
  if (const auto* extension = std::get_if<Extension>(layer)) return extension->type;
  if (std::holds_alternative<Tcp>(*layer)) return kTcp;
  if (std::holds_alternative<Udp>(*layer)) return kUdp;
  if (std::holds_alternative<Icmp>(*layer)) return ipv6 ? kIcmpv6 : kIcmp;
  if (std::holds_alternative<Ipv4>(*layer)) return kIpv4InIp;
  if (std::holds_alternative<Ipv6>(*layer)) return kIpv6InIp;
  return kExperimental;
}

/// The checksum of a whole segment whose own checksum field is still zero; 0 where no IP header is in front.
std::uint16_t segment_checksum(const Surroundings& at, std::uint8_t protocol, View segment) {
  const Layer* network = network_before(at);
  if (network == nullptr) return 0;
  if (const auto* ip = std::get_if<Ipv4>(network))
    return transport_checksum(ip->source.value, ip->destination.value, protocol, segment);
  const auto& ip = std::get<Ipv6>(*network);
  return transport_checksum(ip.source.value, ip.destination.value, protocol, segment);
}

Bytes write(const Ethernet& header, const Surroundings& at, const Bytes& behind) {
  Bytes out;
  append(out, header.destination.value.bytes);
  append(out, header.source.value.bytes);
  append16(out, header.type.value_or(ethertype_of(at.next())));
  append(out, behind);
  return out;
}

Bytes write(const Vlan& tag, const Surroundings& at, const Bytes& behind) {
  Bytes out;
  append16(out, tag.control);
  append16(out, tag.next_type.value_or(ethertype_of(at.next())));
  append(out, behind);
  return out;
}

Bytes write(const Ipv4& header, const Surroundings& at, const Bytes& behind) {
  const std::size_t header_size = 20 + header.options.size();
  Bytes out;
  append8(out, header.version << 4 | header.ihl.value_or(static_cast<std::uint8_t>(header_size / 4)));
  append8(out, header.tos);
  append16(out, header.total_length.value_or(static_cast<std::uint16_t>(header_size + behind.size())));
  append16(out, header.id);
  append16(out, (header.dont_fragment ? 0x4000u : 0u) | (header.more_fragments ? 0x2000u : 0u) |
                    header.fragment_offset);
  append8(out, header.ttl);
  append8(out, header.protocol.value_or(protocol_of_next(at, false)));
  append16(out, 0);
  append(out, header.source.value.ipv4_bytes());
  append(out, header.destination.value.ipv4_bytes());
  append(out, header.options);
  store16(out, 10, header.checksum.value_or(internet_checksum(out)));
  append(out, behind);
  return out;
}

Bytes write(const Ipv6& header, const Surroundings& at, const Bytes& behind) {
  Bytes out;
  append32(out, static_cast<std::uint32_t>(header.version) << 28 |
                    static_cast<std::uint32_t>(header.traffic_class) << 20 | (header.flow_label & 0xfffff));
  append16(out, header.payload_length.value_or(static_cast<std::uint16_t>(behind.size())));
  append8(out, header.next_header.value_or(protocol_of_next(at, true)));
  append8(out, header.hop_limit);
  append(out, header.source.value.bytes());
  append(out, header.destination.value.bytes());
  append(out, behind);
  return out;
}

bool holds_options(const Extension& header) {
  return header.type == kHopByHop || header.type == kDestinationOptions;
}

unsigned size_of(const Extension& header) {
  return header.type == kAuthentication ? (header.length + 2u) * 4u : (header.length + 1u) * 8u;
}

Bytes write(const Extension& header, const Surroundings& at, const Bytes& behind) {
  Bytes out;
  append8(out, header.next_header.value_or(protocol_of_next(at, true)));
  if (header.type == kFragment) {
    append8(out, 0);
    append16(out, static_cast<unsigned>(header.fragment_offset) << 3 | (header.more_fragments ? 1u : 0u));
    append32(out, 0x5eed);
  } else {
    append8(out, header.length);
    if (holds_options(header)) {
      // PadN (RFC 8200, 4.2) covers at most 255 bytes; zeros behind it are Pad1.
      append8(out, 1);
      append8(out, std::min(size_of(header) - 4, 255u));
    }
    out.resize(size_of(header));
  }
  append(out, behind);
  return out;
}

Bytes write(const Tcp& header, const Surroundings& at, const Bytes& behind) {
  Bytes out;
  append16(out, header.source_port);
  append16(out, header.destination_port);
  append32(out, header.sequence);
  append32(out, header.acknowledgment);
  const std::size_t words = (20 + header.options.size()) / 4;
  append8(out, header.data_offset.value_or(static_cast<std::uint8_t>(words)) * 16u);
  append8(out, header.flags);
  append16(out, 0xffff);
  append32(out, 0);
  append(out, header.options);
  append(out, behind);
  store16(out, 16, header.checksum.value_or(segment_checksum(at, kTcp, out)));
  return out;
}

Bytes write(const Udp& header, const Surroundings& at, const Bytes& behind) {
  Bytes out;
  append16(out, header.source_port);
  append16(out, header.destination_port);
  append16(out, header.length.value_or(static_cast<std::uint16_t>(8 + behind.size())));
  append16(out, 0);
  append(out, behind);
  const std::uint16_t computed = segment_checksum(at, kUdp, out);
  store16(out, 6, header.checksum.value_or(computed == 0 ? 0xffff : computed));  // RFC 768: 0 means "none"
  return out;
}

Bytes write(const Icmp& header, const Surroundings& at, const Bytes& behind) {
  Bytes out;
  append8(out, header.type);
  append8(out, header.code);
  append16(out, 0);
  append32(out, header.rest);
  append(out, behind);
  store16(out, 2, is_behind_ipv6(at) ? segment_checksum(at, kIcmpv6, out) : internet_checksum(out));
  return out;
}

Bytes write(const Payload& payload, const Surroundings& /*at*/, const Bytes& behind) {
  Bytes out = payload.bytes;
  append(out, behind);
  return out;
}

}  // namespace

Bytes serialize(std::span<const Layer> layers, std::size_t index, Bytes behind) {
  const Surroundings at{layers, index};
  return std::visit([&](const auto& layer) { return write(layer, at, behind); }, layers[index]);
}

}  // namespace shunt::packet
