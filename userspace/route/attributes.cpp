// SPDX-License-Identifier: Apache-2.0
#include "route/attributes.h"

#include <libmnl/libmnl.h>
#include <sys/socket.h>

#include <algorithm>

namespace shunt::route {
namespace {

template <typename T>
std::optional<T> exactly(ByteView bytes) {
  if (bytes.size() != sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

}  // namespace

std::optional<Attributes> Attributes::parse(ByteView bytes) {
  Attributes attributes;
  const auto* attribute = reinterpret_cast<const nlattr*>(bytes.data());
  int left = static_cast<int>(bytes.size());
  while (mnl_attr_ok(attribute, left)) {
    const std::size_t type = mnl_attr_get_type(attribute);  // without the nested and byte-order flags
    if (type < kTypes) {
      const auto* payload = static_cast<const std::uint8_t*>(mnl_attr_get_payload(attribute));
      attributes.by_type_.at(type) = {payload, mnl_attr_get_payload_len(attribute)};
    }
    left -= static_cast<int>(MNL_ALIGN(attribute->nla_len));
    attribute = mnl_attr_next(attribute);
  }
  // The last attribute may go without its padding, so that left can end below 0; more than 0 is a lie.
  if (left > 0) return std::nullopt;
  return attributes;
}

std::optional<Attributes> Attributes::behind(ByteView payload, std::size_t header_size) {
  return parse(payload.subspan(std::min(payload.size(), static_cast<std::size_t>(MNL_ALIGN(header_size)))));
}

std::optional<std::uint8_t> Attributes::u8(std::size_t type) const { return exactly<std::uint8_t>(bytes(type)); }

std::optional<std::uint16_t> Attributes::u16(std::size_t type) const {
  return exactly<std::uint16_t>(bytes(type));
}

std::optional<std::uint32_t> Attributes::u32(std::size_t type) const {
  return exactly<std::uint32_t>(bytes(type));
}

std::optional<std::string_view> Attributes::text(std::size_t type) const {
  const ByteView view = bytes(type);
  const auto end = std::find(view.begin(), view.end(), 0);  // the terminator may be missing
  if (end == view.begin()) return std::nullopt;
  return std::string_view(reinterpret_cast<const char*>(view.data()),
                          static_cast<std::size_t>(end - view.begin()));
}

std::optional<net::MacAddress> Attributes::mac(std::size_t type) const {
  return exactly<net::MacAddress>(bytes(type));
}

std::optional<net::IpAddress> Attributes::address(std::size_t type, net::Family family) const {
  return address_from(bytes(type), family);
}

std::optional<Attributes> Attributes::nested(std::size_t type) const {
  if (!has(type)) return std::nullopt;
  return parse(bytes(type));
}

std::optional<net::Family> family_of(int address_family) {
  if (address_family == AF_INET) return net::Family::kIpv4;
  if (address_family == AF_INET6) return net::Family::kIpv6;
  return std::nullopt;
}

std::optional<net::IpAddress> address_from(ByteView bytes, net::Family family) {
  if (family == net::Family::kIpv4) {
    const auto ipv4 = exactly<std::array<std::uint8_t, 4>>(bytes);
    if (!ipv4) return std::nullopt;
    return net::IpAddress::from_ipv4(*ipv4);
  }
  const auto ipv6 = exactly<net::IpAddress::Bytes>(bytes);
  if (!ipv6) return std::nullopt;
  const net::IpAddress address(*ipv6);
  if (address.family() != net::Family::kIpv6) return std::nullopt;
  return address;
}

}  // namespace shunt::route
