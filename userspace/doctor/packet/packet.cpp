// SPDX-License-Identifier: Apache-2.0
#include "doctor/packet/packet.h"

#include <netinet/in.h>

#include <algorithm>
#include <cstring>

namespace shunt::doctor {
namespace {

using packet::checksum, packet::get_16, packet::get_8, packet::kIpv4Header, packet::kIpv6Header,
    packet::pseudo_header, packet::put_16, packet::sum;

constexpr std::uint8_t kIcmp = IPPROTO_ICMP, kIcmpv6 = IPPROTO_ICMPV6, kIpip = IPPROTO_IPIP, kIpv6 = IPPROTO_IPV6,
                       kUdp = IPPROTO_UDP;
constexpr std::size_t kIcmpHeader = 8;
constexpr std::uint8_t kOuterHops = 64;
constexpr std::uint16_t kSourcePort = 49152;

net::IpAddress address_at(std::string_view packet, std::size_t at, bool ipv4) {
  if (ipv4) {
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), packet.data() + at, bytes.size());
    return net::IpAddress::from_ipv4(bytes);
  }
  net::IpAddress::Bytes bytes{};
  std::memcpy(bytes.data(), packet.data() + at, bytes.size());
  return net::IpAddress(bytes);
}

std::string with_ip_header(const Ends& ends, std::uint8_t protocol, std::uint8_t hops, std::string_view payload) {
  return packet::ip_header(ends, protocol, hops, payload.size()).append(payload);
}

/// With a checksum over IPv6, which wants one; over IPv4 there may be none (RFC 768).
std::string datagram(const Ends& ends, std::uint16_t port, std::string_view payload) {
  std::string bytes(8, '\0');
  put_16(bytes, 0, kSourcePort);
  put_16(bytes, 2, port);
  put_16(bytes, 4, static_cast<std::uint16_t>(bytes.size() + payload.size()));
  bytes.append(payload);
  if (ends.destination.family() == net::Family::kIpv6)
    put_16(bytes, 6, checksum(sum(bytes) + pseudo_header(ends, kUdp, bytes.size())));
  return bytes;
}

struct Ip {
  bool ipv4;
  std::size_t header;
  std::uint8_t protocol;
  net::IpAddress source, destination;
};

/// Extension headers of IPv6 are not followed: nobody puts any on what is looked for.
std::optional<Ip> read_ip(std::string_view packet) {
  if (packet.size() < kIpv4Header) return std::nullopt;
  const bool ipv4 = get_8(packet, 0) >> 4 == 4;
  if (!ipv4 && (get_8(packet, 0) >> 4 != 6 || packet.size() < kIpv6Header)) return std::nullopt;
  const std::size_t header = ipv4 ? std::size_t{get_8(packet, 0)} % 16 * 4 : kIpv6Header;
  if (header < kIpv4Header || packet.size() < header) return std::nullopt;
  return Ip{.ipv4 = ipv4,
            .header = header,
            .protocol = get_8(packet, ipv4 ? 9 : 6),
            .source = address_at(packet, ipv4 ? 12 : 8, ipv4),
            .destination = address_at(packet, ipv4 ? 16 : 24, ipv4)};
}

using Kind = IcmpNews::Kind;

std::optional<Kind> kind_of_ipv4(std::uint8_t type, std::uint8_t code) {
  if (type == 8) return Kind::kEcho;
  if (type == 0) return Kind::kReply;
  if (type == 11) return Kind::kExpired;
  if (type != 3) return std::nullopt;
  switch (code) {
    case 2: return Kind::kNoProtocol;
    case 3: return Kind::kNoPort;
    case 4: return Kind::kTooBig;
    case 9:
    case 10:
    case 13: return Kind::kProhibited;
    default: return Kind::kUnreachable;
  }
}

std::optional<Kind> kind_of_ipv6(std::uint8_t type, std::uint8_t code) {
  if (type == 128) return Kind::kEcho;
  if (type == 129) return Kind::kReply;
  if (type == 2) return Kind::kTooBig;
  if (type == 3) return Kind::kExpired;
  if (type == 4 && code == 1) return Kind::kNoProtocol;
  if (type != 1) return std::nullopt;
  return code == 4 ? Kind::kNoPort : code == 1 ? Kind::kProhibited : Kind::kUnreachable;
}

}  // namespace

std::string echo_packet(const Ends& ends, std::uint16_t identifier, std::uint64_t token, std::uint8_t hops) {
  const bool ipv4 = ends.destination.family() == net::Family::kIpv4;
  std::string message(kIcmpHeader + sizeof token, '\0');
  message[0] = static_cast<char>(ipv4 ? 8 : 128);
  put_16(message, 4, identifier);
  std::memcpy(message.data() + kIcmpHeader, &token, sizeof token);
  const auto protocol = ipv4 ? kIcmp : kIcmpv6;
  put_16(message, 2, checksum(sum(message) + (ipv4 ? 0 : pseudo_header(ends, protocol, message.size()))));
  return with_ip_header(ends, protocol, hops, message);
}

std::string encapsulated(std::string_view inner, model::Forwarding forwarding, const Ends& outer,
                         std::uint16_t gue_port) {
  const bool inner_ipv4 = get_8(inner, 0) >> 4 == 4;
  const auto protocol = inner_ipv4 ? kIpip : kIpv6;
  if (forwarding == model::Forwarding::kL2) return std::string(inner);
  if (forwarding == model::Forwarding::kIpip) return with_ip_header(outer, protocol, kOuterHops, inner);
  // GUE variant 1 (draft-ietf-intarea-gue-09, section 4): the IP packet follows the UDP header at once.
  return with_ip_header(outer, kUdp, kOuterHops, datagram(outer, gue_port, inner));
}

std::string datagram_packet(const Ends& ends, std::uint16_t port) {
  return with_ip_header(ends, kUdp, kOuterHops, datagram(ends, port, ""));
}

std::optional<IcmpNews> read_icmp(std::string_view packet) {
  const auto ip = read_ip(packet);
  if (!ip || ip->protocol != (ip->ipv4 ? kIcmp : kIcmpv6)) return std::nullopt;
  const auto message = packet.substr(ip->header);
  if (message.size() < kIcmpHeader) return std::nullopt;
  const auto kind = (ip->ipv4 ? kind_of_ipv4 : kind_of_ipv6)(get_8(message, 0), get_8(message, 1));
  if (!kind) return std::nullopt;
  IcmpNews news{.kind = *kind, .from = ip->source, .to = ip->destination, .quoted_destination = {}};
  const auto rest = message.substr(kIcmpHeader);
  if (*kind == Kind::kEcho || *kind == Kind::kReply) {
    if (rest.size() < sizeof news.token) return std::nullopt;
    std::memcpy(&news.token, rest.data(), sizeof news.token);
    return news;
  }
  const auto quoted = read_ip(rest);
  if (!quoted) return std::nullopt;
  news.quoted_destination = quoted->destination;
  news.quoted_protocol = quoted->protocol;
  if (quoted->protocol == kUdp && rest.size() >= quoted->header + 4)
    news.quoted_port = get_16(rest, quoted->header + 2);
  if (*kind == Kind::kTooBig) news.mtu = get_16(message, 6);  // of both: the low half of the last word
  return news;
}

}  // namespace shunt::doctor
