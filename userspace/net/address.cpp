// SPDX-License-Identifier: Apache-2.0
#include "net/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace shunt::net {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int kMappedLength = 96;

IpAddress::Bytes masked(IpAddress::Bytes bytes, int mapped_length) {
  for (int i = 0; i < 16; ++i) {
    const int keep = std::clamp(mapped_length - i * 8, 0, 8);
    bytes[static_cast<std::size_t>(i)] &= static_cast<std::uint8_t>(0xff00U >> keep);
  }
  return bytes;
}

std::optional<int> parse_length(std::string_view text, int max) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0 || value > max) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return value;
}

}  // namespace

IpAddress::IpAddress() : IpAddress(from_ipv4({0, 0, 0, 0})) {}

IpAddress IpAddress::from_ipv4(const std::array<std::uint8_t, 4>& bytes) {
  Bytes mapped{};
  std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), mapped.begin());
  std::copy(bytes.begin(), bytes.end(), mapped.begin() + kMappedPrefix.size());
  return IpAddress(mapped);
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string copy(text);  // inet_pton wants a terminator, and must not stop at an embedded one
  if (copy.find('\0') != std::string::npos) return std::nullopt;
  std::array<std::uint8_t, 4> ipv4{};
  if (inet_pton(AF_INET, copy.c_str(), ipv4.data()) == 1) return from_ipv4(ipv4);
  Bytes ipv6{};
  if (inet_pton(AF_INET6, copy.c_str(), ipv6.data()) == 1) return IpAddress(ipv6);
  return std::nullopt;
}

Family IpAddress::family() const {
  return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes_.begin()) ? Family::kIpv4 : Family::kIpv6;
}

std::array<std::uint8_t, 4> IpAddress::ipv4_bytes() const {
  return {bytes_[12], bytes_[13], bytes_[14], bytes_[15]};
}

std::string IpAddress::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool ipv4 = family() == Family::kIpv4;
  inet_ntop(ipv4 ? AF_INET : AF_INET6, ipv4 ? &bytes_[12] : bytes_.data(), text.data(), text.size());
  return text.data();
}

std::optional<IpPrefix> IpPrefix::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  const int max = address->family() == Family::kIpv4 ? 32 : 128;
  if (slash == std::string_view::npos) return IpPrefix(*address, max);
  const auto length = parse_length(text.substr(slash + 1), max);
  if (!length) return std::nullopt;
  return IpPrefix(*address, *length);
}

int IpPrefix::mapped_length() const {
  return address_.family() == Family::kIpv4 ? kMappedLength + length_ : length_;
}

bool IpPrefix::has_host_bits() const { return masked(address_.bytes(), mapped_length()) != address_.bytes(); }

IpPrefix IpPrefix::without_host_bits() const {
  return {IpAddress(masked(address_.bytes(), mapped_length())), length_};
}

bool IpPrefix::contains(const IpAddress& address) const {
  return address.family() == address_.family() &&
         masked(address.bytes(), mapped_length()) == masked(address_.bytes(), mapped_length());
}

bool IpPrefix::contains(const IpPrefix& other) const {
  return other.mapped_length() >= mapped_length() && contains(other.address_);
}

std::string IpPrefix::to_string() const {
  return is_single_address() ? address_.to_string() : address_.to_string() + "/" + std::to_string(length_);
}

std::optional<MacAddress> MacAddress::parse(std::string_view text) {
  MacAddress mac;
  if (text.size() != 17) return std::nullopt;
  for (std::size_t i = 0; i < mac.bytes.size(); ++i) {
    const char* start = text.data() + i * 3;
    const auto [end, error] = std::from_chars(start, start + 2, mac.bytes[i], 16);
    if (error != std::errc{} || end != start + 2 || (i < 5 && *end != ':')) return std::nullopt;
  }
  return mac;
}

std::string MacAddress::to_string() const {
  std::array<char, 18> text{};
  std::snprintf(text.data(), text.size(), "%02x:%02x:%02x:%02x:%02x:%02x", bytes[0], bytes[1], bytes[2], bytes[3],
                bytes[4], bytes[5]);
  return text.data();
}

std::string_view to_string(Protocol protocol) { return protocol == Protocol::kTcp ? "tcp" : "udp"; }

std::string_view to_string(Family family) { return family == Family::kIpv4 ? "IPv4" : "IPv6"; }

}  // namespace shunt::net

std::size_t std::hash<shunt::net::IpAddress>::operator()(const shunt::net::IpAddress& address) const noexcept {
  return std::hash<std::string_view>{}(
      {reinterpret_cast<const char*>(address.bytes().data()), address.bytes().size()});
}
