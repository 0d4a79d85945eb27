// SPDX-License-Identifier: Apache-2.0
#include "support/packet/decode.h"

#include <algorithm>

#include "support/packet/checksum.h"
#include "support/packet/layers.h"

namespace shunt::packet {
namespace {

constexpr std::uint16_t kGuePort = 6080;

net::MacAddress mac_at(View frame, std::size_t offset) {
  net::MacAddress mac;
  std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(offset), 6, mac.bytes.begin());
  return mac;
}

net::IpAddress ipv4_at(View frame, std::size_t offset) {
  return net::IpAddress::from_ipv4({frame[offset], frame[offset + 1], frame[offset + 2], frame[offset + 3]});
}

net::IpAddress ipv6_at(View frame, std::size_t offset) {
  net::IpAddress::Bytes bytes;
  std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(offset), 16, bytes.begin());
  return net::IpAddress(bytes);
}

class Reader {
 public:
  Reader(View frame, Decoded& decoded) : frame_(frame), decoded_(decoded) {}

  void ethernet() {
    if (frame_.size() < 14) return;
    decoded_.destination = mac_at(frame_, 0);
    decoded_.source = mac_at(frame_, 6);
    std::size_t at = 14;
    std::uint16_t type = load16(frame_, 12);
    while ((type == kTypeVlan || type == kTypeServiceVlan) && at + 4 <= frame_.size()) {
      decoded_.tags.push_back({type, load16(frame_, at)});
      type = load16(frame_, at + 2);
      at += 4;
    }
    decoded_.type = type;
    if (type == kTypeIpv4) ipv4(at, frame_.size());
    if (type == kTypeIpv6) ipv6(at, frame_.size());
    if (!decoded_.ip.empty()) decoded_.trailing = frame_.size() - at - decoded_.ip.front().packet_size;
  }

 private:
  void ipv4(std::size_t at, std::size_t end) {
    if (at + 20 > end) return;
    DecodedIp ip;
    ip.header_size = (load8(frame_, at) & 0xfu) * 4u;
    ip.packet_size = load16(frame_, at + 2);
    if (ip.header_size < 20 || ip.packet_size < ip.header_size || at + ip.packet_size > end) return;
    ip.offset = at;
    ip.traffic_class = load8(frame_, at + 1);
    ip.id = load16(frame_, at + 4);
    ip.fragmentation = load16(frame_, at + 6);
    ip.ttl = load8(frame_, at + 8);
    ip.protocol = load8(frame_, at + 9);
    ip.source = ipv4_at(frame_, at + 12);
    ip.destination = ipv4_at(frame_, at + 16);
    ip.checksum_right = internet_checksum(frame_.subspan(at, ip.header_size)) == 0;
    decoded_.ip.push_back(ip);
    if ((ip.fragmentation & 0x1fff) == 0) behind_ip(at + ip.header_size, at + ip.packet_size);
  }

  void ipv6(std::size_t at, std::size_t end) {
    if (at + 40 > end) return;
    DecodedIp ip;
    ip.family = net::Family::kIpv6;
    ip.packet_size = 40u + load16(frame_, at + 4);
    if (at + ip.packet_size > end) return;
    ip.offset = at;
    ip.traffic_class = static_cast<std::uint8_t>(load16(frame_, at) >> 4);
    ip.flow_label = load32(frame_, at) & 0xfffff;
    ip.protocol = load8(frame_, at + 6);
    ip.ttl = load8(frame_, at + 7);
    ip.source = ipv6_at(frame_, at + 8);
    ip.destination = ipv6_at(frame_, at + 24);
    ip.header_size = 40;
    while (extension(ip, at + ip.packet_size)) {
    }
    decoded_.ip.push_back(ip);
    if ((ip.fragmentation & 0xfff8) == 0) behind_ip(at + ip.header_size, at + ip.packet_size);
  }

  /// Steps over one extension header; false if there is none or it does not fit.
  bool extension(DecodedIp& ip, std::size_t end) {
    const std::size_t at = ip.offset + ip.header_size;
    if (at + 8 > end) return false;
    std::size_t size = 8;
    switch (ip.protocol) {
      case kFragment: ip.fragmentation = load16(frame_, at + 2); break;
      case kAuthentication: size = (load8(frame_, at + 1) + 2u) * 4u; break;
      case kHopByHop:
      case kRouting:
      case kDestinationOptions: size = (load8(frame_, at + 1) + 1u) * 8u; break;
      default: return false;
    }
    if (at + size > end || (ip.fragmentation & 0xfff8) != 0) return false;
    ip.protocol = load8(frame_, at);
    ip.header_size += size;
    return true;
  }

  void behind_ip(std::size_t at, std::size_t end) {
    switch (decoded_.ip.back().protocol) {
      case kTcp: return transport(at, end, 20, 16);
      case kUdp: return transport(at, end, 8, 6);
      case kIpv4InIp: return ipv4(at, end);
      case kIpv6InIp: return ipv6(at, end);
      default: return;
    }
  }

  void transport(std::size_t at, std::size_t end, std::size_t least, std::size_t checksum_at) {
    if (at + least > end) return;
    const DecodedIp& ip = decoded_.ip.back();
    DecodedTransport layer;
    layer.protocol = ip.protocol;
    layer.source_port = load16(frame_, at);
    layer.destination_port = load16(frame_, at + 2);
    layer.checksum = load16(frame_, at + checksum_at);
    layer.offset = at;
    layer.size = end - at;
    const bool none = layer.protocol == kUdp && layer.checksum == 0;
    layer.checksum_right =
        none || transport_checksum(ip.source, ip.destination, ip.protocol, frame_.subspan(at, layer.size)) == 0;
    decoded_.transport.push_back(layer);
    if (layer.protocol == kUdp && layer.destination_port == kGuePort && at + 8 < end) gue(at + 8, end);
  }

  /// Variant 1 has no header of its own: the first nibble of the packet tells IPv4 from IPv6.
  void gue(std::size_t at, std::size_t end) {
    if (load8(frame_, at) >> 4 == 4) ipv4(at, end);
    if (load8(frame_, at) >> 4 == 6) ipv6(at, end);
  }

  View frame_;
  Decoded& decoded_;
};

}  // namespace

Decoded decode(View frame) {
  Decoded decoded;
  Reader(frame, decoded).ethernet();
  return decoded;
}

bool checksums_are_right(View frame) {
  const Decoded decoded = decode(frame);
  const auto right = [](const auto& layer) { return layer.checksum_right; };
  return std::all_of(decoded.ip.begin(), decoded.ip.end(), right) &&
         std::all_of(decoded.transport.begin(), decoded.transport.end(), right);
}

}  // namespace shunt::packet
