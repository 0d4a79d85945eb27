// SPDX-License-Identifier: Apache-2.0
// ICMP echo requests and replies as bytes. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/address.h"

namespace shunt::health {

struct Echo {
  std::uint16_t identifier;
  std::uint16_t sequence;
  std::uint64_t token;  ///< in front of the payload: nobody else's reply has it
};

/// Of the IP packet that holds a token: 36 or 56 bytes.
std::uint32_t smallest_echo(net::Family family);

/// The ICMP message of an IP packet of `size` bytes, at least smallest_echo(). The checksum of IPv6 is left to the
/// kernel, which knows the addresses.
std::string echo_request(net::Family family, const Echo& echo, std::uint32_t size);

/// Whether what a raw socket received is the reply to `echo`: IPv4 with its header, IPv6 without.
bool answers_echo(net::Family family, const Echo& echo, std::string_view packet);

/// Whether what an ICMP error quotes, from its ICMP header on, is the beginning of `echo`'s request: 8 bytes at
/// least.
bool quotes_echo(net::Family family, const Echo& echo, std::string_view quoted);

}  // namespace shunt::health
