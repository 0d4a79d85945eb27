// SPDX-License-Identifier: Apache-2.0
// Netlink messages byte by byte, so that tests can say what the kernel would, and what it never should.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "net/address.h"
#include "route/message.h"

namespace shunt::testing {

/// A payload: a fixed header and attributes. view() lives as long as this.
class NetlinkBytes {
 public:
  template <typename Header>
  static NetlinkBytes with(const Header& header) {
    NetlinkBytes bytes;
    bytes.append(&header, sizeof header);
    return bytes;
  }

  NetlinkBytes& attribute(std::uint16_t type, const void* data, std::size_t size);
  NetlinkBytes& u8(std::uint16_t type, std::uint8_t value) { return attribute(type, &value, sizeof value); }
  NetlinkBytes& u16(std::uint16_t type, std::uint16_t value) { return attribute(type, &value, sizeof value); }
  NetlinkBytes& u32(std::uint16_t type, std::uint32_t value) { return attribute(type, &value, sizeof value); }
  NetlinkBytes& text(std::uint16_t type, std::string_view value);  ///< with its terminator
  NetlinkBytes& address(std::uint16_t type, std::string_view value);
  NetlinkBytes& mac(std::uint16_t type, std::string_view value);
  NetlinkBytes& nest(std::uint16_t type, const NetlinkBytes& inner);

  [[nodiscard]] const std::vector<std::uint8_t>& bytes() const { return bytes_; }
  [[nodiscard]] route::Message message(int type, int flags = 0) const;

 private:
  void append(const void* data, std::size_t size);
  std::vector<std::uint8_t> bytes_;
};

net::IpAddress address(std::string_view text);
net::MacAddress mac(std::string_view text);

}  // namespace shunt::testing
