// SPDX-License-Identifier: Apache-2.0
// Addresses, prefixes, MAC addresses, ports and protocols: values without behaviour beyond text and comparison.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace shunt::net {

enum class Family : std::uint8_t { kIpv4, kIpv6 };

/// An IPv4 or IPv6 address. Held as 16 bytes in network byte order, IPv4 as ::ffff:a.b.c.d (RFC 4291, 2.5.5.2),
/// which is also its form in the maps. "::ffff:a.b.c.d" as text is therefore the IPv4 address.
class IpAddress {
 public:
  using Bytes = std::array<std::uint8_t, 16>;

  /// The IPv4 address 0.0.0.0.
  IpAddress();
  explicit IpAddress(const Bytes& bytes) : bytes_(bytes) {}
  static IpAddress from_ipv4(const std::array<std::uint8_t, 4>& bytes);

  /// Dotted quad or RFC 4291 text; no zone, no prefix length, no leading zeros in IPv4; else nothing.
  static std::optional<IpAddress> parse(std::string_view text);

  [[nodiscard]] Family family() const;
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  [[nodiscard]] std::array<std::uint8_t, 4> ipv4_bytes() const;  ///< only for IPv4
  [[nodiscard]] std::string to_string() const;                   ///< RFC 5952

  auto operator<=>(const IpAddress&) const = default;

 private:
  Bytes bytes_;
};

/// An address with a prefix length, 0 to 32 or 0 to 128. Host bits may be set: see has_host_bits().
class IpPrefix {
 public:
  IpPrefix() = default;
  IpPrefix(const IpAddress& address, int length) : address_(address), length_(static_cast<std::uint8_t>(length)) {}

  /// "ADDRESS" (full length) or "ADDRESS/LENGTH"; else nothing.
  static std::optional<IpPrefix> parse(std::string_view text);

  [[nodiscard]] const IpAddress& address() const { return address_; }
  [[nodiscard]] int length() const { return length_; }  ///< 0-32 or 0-128, by family
  [[nodiscard]] int mapped_length() const;              ///< 0-128: IPv4 /n is 96 + n
  [[nodiscard]] bool is_single_address() const { return mapped_length() == 128; }
  [[nodiscard]] bool has_host_bits() const;
  [[nodiscard]] IpPrefix without_host_bits() const;
  [[nodiscard]] bool contains(const IpAddress& address) const;  ///< false across families
  [[nodiscard]] bool contains(const IpPrefix& other) const;
  [[nodiscard]] std::string to_string() const;  ///< without "/32" or "/128"

  auto operator<=>(const IpPrefix&) const = default;

 private:
  IpAddress address_;
  std::uint8_t length_ = 32;
};

struct MacAddress {
  std::array<std::uint8_t, 6> bytes{};

  static std::optional<MacAddress> parse(std::string_view text);  ///< "02:00:00:00:00:01"
  [[nodiscard]] std::string to_string() const;
  auto operator<=>(const MacAddress&) const = default;
};

enum class Protocol : std::uint8_t { kTcp = 6, kUdp = 17 };

std::string_view to_string(Protocol protocol);
std::string_view to_string(Family family);  ///< "IPv4", "IPv6"

}  // namespace shunt::net

template <>
struct std::hash<shunt::net::IpAddress> {
  std::size_t operator()(const shunt::net::IpAddress& address) const noexcept;
};
