// SPDX-License-Identifier: Apache-2.0
// IP packets as bytes, made and read. Pure. RFC 791, RFC 8200, RFC 792, RFC 4443, RFC 768.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/config.h"
#include "net/address.h"
#include "packet/wire.h"

namespace shunt::doctor {

using packet::Ends;

/// An ICMP echo request with its IP header and a payload of `token`.
/// @param hops TTL or hop limit
std::string echo_packet(const Ends& ends, std::uint16_t identifier, std::uint64_t token, std::uint8_t hops);

/// `inner` with the outer header that the forwarding gives it, except kL2, which gives none.
/// @param gue_port the UDP destination port of kGue, in host order
std::string encapsulated(std::string_view inner, model::Forwarding forwarding, const Ends& outer,
                         std::uint16_t gue_port);

/// An empty UDP datagram to `port`, in host order.
std::string datagram_packet(const Ends& ends, std::uint16_t port);

/// What an ICMP message of interest says.
struct IcmpNews {
  enum class Kind : std::uint8_t {
    kEcho,  ///< a request
    kReply,
    kNoProtocol,   ///< the host knows no such protocol: no tunnel module, or no tunnel
    kNoPort,       ///< nobody listens at that UDP port, or no tunnel takes that packet
    kProhibited,   ///< a filter says no
    kTooBig,       ///< `mtu` says what would fit
    kUnreachable,  ///< network or host, by a router
    kExpired,      ///< TTL or hop limit
  };
  Kind kind = Kind::kEcho;
  net::IpAddress from;  ///< who says it
  net::IpAddress to;
  std::uint64_t token = 0;                           ///< of kEcho and kReply
  std::optional<net::IpAddress> quoted_destination;  ///< of the others: of the packet that they are about
  std::uint16_t quoted_port = 0;                     ///< its destination port, of UDP; in host order
  std::uint8_t quoted_protocol = 0;                  ///< of its IP header
  std::uint16_t mtu = 0;                             ///< of kTooBig; 0: not told
};

/// Reads an IP packet; nothing: it is no ICMP of interest, or cut off.
std::optional<IcmpNews> read_icmp(std::string_view packet);

}  // namespace shunt::doctor
