// SPDX-License-Identifier: Apache-2.0
#include "unit/route/netlink_bytes.h"

#include <linux/netlink.h>

namespace shunt::testing {

void NetlinkBytes::append(const void* data, std::size_t size) {
  const auto* first = static_cast<const std::uint8_t*>(data);
  bytes_.insert(bytes_.end(), first, first + size);
  bytes_.resize(NLMSG_ALIGN(bytes_.size()));
}

NetlinkBytes& NetlinkBytes::attribute(std::uint16_t type, const void* data, std::size_t size) {
  const nlattr header{static_cast<std::uint16_t>(NLA_HDRLEN + size), type};
  append(&header, sizeof header);
  append(data, size);
  return *this;
}

NetlinkBytes& NetlinkBytes::text(std::uint16_t type, std::string_view value) {
  const std::string terminated(value);
  return attribute(type, terminated.c_str(), terminated.size() + 1);
}

NetlinkBytes& NetlinkBytes::address(std::uint16_t type, std::string_view value) {
  const net::IpAddress parsed = testing::address(value);
  if (parsed.family() == net::Family::kIpv4) return attribute(type, parsed.ipv4_bytes().data(), 4);
  return attribute(type, parsed.bytes().data(), 16);
}

NetlinkBytes& NetlinkBytes::mac(std::uint16_t type, std::string_view value) {
  return attribute(type, testing::mac(value).bytes.data(), 6);
}

NetlinkBytes& NetlinkBytes::nest(std::uint16_t type, const NetlinkBytes& inner) {
  return attribute(type | NLA_F_NESTED, inner.bytes_.data(), inner.bytes_.size());
}

route::Message NetlinkBytes::message(int type, int flags) const {
  return {static_cast<std::uint16_t>(type), static_cast<std::uint16_t>(flags), 1, bytes_};
}

net::IpAddress address(std::string_view text) { return net::IpAddress::parse(text).value(); }

net::MacAddress mac(std::string_view text) { return net::MacAddress::parse(text).value(); }

}  // namespace shunt::testing
