// SPDX-License-Identifier: Apache-2.0
// Attributes of a netlink message, read as if an attacker had written them: no length is believed before it is
// compared with what was received, and no value is read whose length is not exactly that of its type.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "net/address.h"
#include "route/message.h"

namespace shunt::route {

/// One level of attributes, by type. A view: the bytes must outlive it. Of repeated types the last counts;
/// types of kTypes and above are ignored (the kernel appends types, and we ask for none of those).
class Attributes {
 public:
  static constexpr std::size_t kTypes = 64;

  /// Nothing if an attribute claims more bytes than there are, or fewer than its own header.
  static std::optional<Attributes> parse(ByteView bytes);

  /// The attributes behind a fixed header of `header_size` bytes (padded to 4 as netlink does).
  static std::optional<Attributes> behind(ByteView payload, std::size_t header_size);

  [[nodiscard]] bool has(std::size_t type) const { return by_type_.at(type).data() != nullptr; }
  [[nodiscard]] ByteView bytes(std::size_t type) const { return by_type_.at(type); }

  // Each is nothing if the attribute is absent or its length is not that of the type.
  [[nodiscard]] std::optional<std::uint8_t> u8(std::size_t type) const;
  [[nodiscard]] std::optional<std::uint16_t> u16(std::size_t type) const;  ///< host byte order
  [[nodiscard]] std::optional<std::uint32_t> u32(std::size_t type) const;  ///< host byte order
  [[nodiscard]] std::optional<std::string_view> text(std::size_t type) const;
  [[nodiscard]] std::optional<net::MacAddress> mac(std::size_t type) const;
  [[nodiscard]] std::optional<net::IpAddress> address(std::size_t type, net::Family family) const;
  [[nodiscard]] std::optional<Attributes> nested(std::size_t type) const;

 private:
  std::array<ByteView, kTypes> by_type_{};
};

/// AF_INET or AF_INET6; nothing for other families.
std::optional<net::Family> family_of(int address_family);

/// An address of exactly the family's length. An IPv4-mapped one is no IPv6 address: nothing.
std::optional<net::IpAddress> address_from(ByteView bytes, net::Family family);

}  // namespace shunt::route
