// SPDX-License-Identifier: Apache-2.0
// What was seen of one backend, step by step: plain values, so that tables of them make tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/config.h"
#include "net/address.h"

namespace shunt::doctor {

enum class Reply : std::uint8_t {
  kNotAsked,
  kAnswered,  ///< of a ping: the reply; of a port: it accepts, or the right answer came
  kRefused,   ///< of a port: closed, by TCP reset or ICMP
  kSilent,
  kUnable,  ///< this host could not ask; the reason says why
};

struct Heard {
  Reply reply = Reply::kNotAsked;
  std::string reason;  ///< one line, if neither asked nor answered
};

/// What somebody said, by ICMP, of a packet with an outer header.
struct Objection {
  enum class Kind : std::uint8_t { kNotTaken, kProhibited, kTooBig, kUnreachable };
  Kind kind = Kind::kNotTaken;  ///< kNotTaken: protocol or port unreachable: nobody decapsulates
  net::IpAddress from;
};

struct PortHeard {
  std::uint16_t port = 0;
  net::Protocol protocol = net::Protocol::kTcp;
  Heard at_vip;      ///< the way of clients
  Heard at_backend;  ///< at its own address, without the tunnel
};

struct CheckHeard {
  std::string asked;  ///< "http 192.0.2.10:80"
  Heard heard;
};

/// Packets of the way's full size.
struct FullSizeHeard {
  std::uint32_t asked = 0;    ///< bytes of the largest packet that should arrive; 0: not asked
  std::uint32_t largest = 0;  ///< that did arrive; 0: none
};

struct BackendFacts {
  std::string service;
  net::IpAddress backend;
  net::IpAddress vip;  ///< that was asked
  model::Forwarding forwarding = model::Forwarding::kIpip;
  std::uint16_t gue_port = 6080;
  std::uint32_t overhead = 0;          ///< bytes of the outer header
  std::string obstacle;                ///< of the way: why there is none; empty: there is one
  bool silent = false;                 ///< the obstacle: a neighbour that does not answer
  std::string way;                     ///< "eth1, MTU 1600"
  std::string no_tunnel;               ///< why nothing could be asked through the dataplane; empty: it could
  Heard ping;                          ///< of the backend's own address, without the tunnel
  Heard tunnel_ping;                   ///< of the backend's own address through the tunnel
  Heard vip_ping;                      ///< of the VIP, the way of clients
  std::optional<Objection> objection;  ///< to a packet through the tunnel
  bool objects_to_others = false;      ///< it did say by ICMP that another port is closed
  std::vector<PortHeard> ports;
  std::vector<CheckHeard> checks;
  FullSizeHeard full_size;
};

}  // namespace shunt::doctor
