// SPDX-License-Identifier: Apache-2.0
// A netlink message whose declared length has been checked against the bytes that were received.
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <span>
#include <type_traits>

namespace shunt::route {

using ByteView = std::span<const std::uint8_t>;

struct Message {
  std::uint16_t type = 0;
  std::uint16_t flags = 0;
  std::uint32_t sequence = 0;
  ByteView payload;  ///< behind nlmsghdr; starts at a multiple of 4 bytes
};

using OnMessage = std::function<void(const Message&)>;

/// Calls for each message of a datagram, which must begin at a multiple of 4 bytes. False if the bytes are not a
/// whole number of messages; those before that place have been handed on.
bool split(ByteView datagram, const OnMessage& on_message);

/// The fixed header (ifinfomsg, ndmsg, ...) at the start of `payload`; nothing if the payload is shorter.
template <typename Header>
std::optional<Header> fixed_header(ByteView payload) {
  static_assert(std::is_trivially_copyable_v<Header>);
  if (payload.size() < sizeof(Header)) return std::nullopt;
  Header header;
  std::memcpy(&header, payload.data(), sizeof header);
  return header;
}

}  // namespace shunt::route
