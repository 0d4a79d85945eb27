// SPDX-License-Identifier: Apache-2.0
#include "packet/describe.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

#include "net/address.h"

namespace shunt::packet {
namespace {

constexpr std::uint16_t kIpv4 = 0x0800, kIpv6 = 0x86dd, kVlan = 0x8100, kQinq = 0x88a8;
constexpr std::uint8_t kIcmp = 1, kIpip = 4, kTcp = 6, kUdp = 17, kIpv6InIp = 41, kIcmpv6 = 58;

/// The unread rest of a frame, and what was said of it so far.
class Reader {
 public:
  Reader(std::string_view bytes, std::uint16_t gue_port) : bytes_(bytes), gue_port_(gue_port) {}

  std::vector<std::string> read() && {
    ethernet();
    return std::move(lines_);
  }

 private:
  [[nodiscard]] std::uint8_t u8(std::size_t at) const { return static_cast<std::uint8_t>(bytes_[at]); }
  [[nodiscard]] std::uint16_t u16(std::size_t at) const {
    return static_cast<std::uint16_t>(u8(at) << 8 | u8(at + 1));
  }
  [[nodiscard]] std::uint32_t u32(std::size_t at) const {
    return static_cast<std::uint32_t>(u16(at)) << 16 | u16(at + 2);
  }
  void skip(std::size_t count) { bytes_.remove_prefix(std::min(count, bytes_.size())); }

  /// False: the rest is shorter; said so.
  bool has(std::size_t count, std::string_view what) {
    if (bytes_.size() >= count && lines_.size() < kMostHeaders) return true;
    lines_.push_back(std::string(what) + ": cut off after " + std::to_string(bytes_.size()) + " bytes");
    return false;
  }

  [[nodiscard]] std::string mac(std::size_t at) const {
    net::MacAddress address;
    std::memcpy(address.bytes.data(), bytes_.data() + at, address.bytes.size());
    return address.to_string();
  }
  [[nodiscard]] std::string ipv4_address(std::size_t at) const {
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), bytes_.data() + at, bytes.size());
    return net::IpAddress::from_ipv4(bytes).to_string();
  }
  [[nodiscard]] std::string ipv6_address(std::size_t at) const {
    net::IpAddress::Bytes bytes{};
    std::memcpy(bytes.data(), bytes_.data() + at, bytes.size());
    return net::IpAddress(bytes).to_string();
  }

  void ethernet() {
    if (!has(14, "Ethernet")) return;
    std::string line = "Ethernet " + mac(6) + " -> " + mac(0);
    auto protocol = u16(12);
    skip(14);
    while ((protocol == kVlan || protocol == kQinq) && bytes_.size() >= 4) {
      line += ", VLAN " + std::to_string(u16(0) & 0xfff);
      protocol = u16(2);
      skip(4);
    }
    lines_.push_back(std::move(line));
    if (protocol == kIpv4) {
      ipv4();
    } else if (protocol == kIpv6) {
      ipv6();
    } else {
      constexpr std::string_view kDigits = "0123456789abcdef";
      std::string number;
      for (int shift = 12; shift >= 0; shift -= 4) number += kDigits[protocol >> shift & 0xf];
      lines_.push_back("protocol 0x" + number);
    }
  }

  void ipv4() {
    if (!has(20, "IPv4")) return;
    const std::size_t header = std::size_t{u8(0)} % 16 * 4;
    const auto fragment = u16(6);
    std::string line = "IPv4 " + ipv4_address(12) + " -> " + ipv4_address(16) + ", TTL " + std::to_string(u8(8)) +
                       ", " + std::to_string(u16(2)) + " bytes";
    if ((fragment & 0x4000) != 0) line += ", DF";
    if ((fragment & 0x3fff) != 0) line += ", a fragment";
    lines_.push_back(line + traffic_class(u8(1)));
    const auto protocol = u8(9);
    const bool later = (fragment & 0x1fff) != 0;
    if (header < 20) return;
    skip(header);
    if (!later) transport(protocol);
  }

  void ipv6() {
    if (!has(40, "IPv6")) return;
    lines_.push_back("IPv6 " + ipv6_address(8) + " -> " + ipv6_address(24) + ", hop limit " +
                     std::to_string(u8(7)) + ", " + std::to_string(40 + u16(4)) + " bytes" +
                     traffic_class(static_cast<std::uint8_t>(u16(0) >> 4 & 0xff)));
    const auto protocol = u8(6);
    skip(40);
    transport(protocol);
  }

  static std::string traffic_class(std::uint8_t value) {
    return value == 0 ? "" : ", traffic class " + std::to_string(value);
  }

  void transport(std::uint8_t protocol) {
    switch (protocol) {
      case kTcp: return tcp();
      case kUdp: return udp();
      case kIpip: return ipv4();
      case kIpv6InIp: return ipv6();
      case kIcmp:
      case kIcmpv6:
        if (has(4, "ICMP"))
          lines_.push_back("ICMP type " + std::to_string(u8(0)) + ", code " + std::to_string(u8(1)));
        return;
      default: lines_.push_back("protocol " + std::to_string(protocol));
    }
  }

  void tcp() {
    if (!has(20, "TCP")) return;
    constexpr std::array kNames{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    std::string flags;
    for (std::size_t bit = 0; bit < kNames.size(); ++bit)
      if ((u8(13) >> bit & 1) != 0) flags += std::string(flags.empty() ? "" : " ") + kNames[bit];
    lines_.push_back("TCP " + std::to_string(u16(0)) + " -> " + std::to_string(u16(2)) + ", " +
                     (flags.empty() ? "no flags" : flags) + ", sequence " + std::to_string(u32(4)));
  }

  void udp() {
    if (!has(8, "UDP")) return;
    const bool gue = gue_port_ != 0 && u16(2) == gue_port_;
    lines_.push_back("UDP " + std::to_string(u16(0)) + " -> " + std::to_string(u16(2)) + ", " +
                     std::to_string(u16(4)) + " bytes" + (gue ? ", GUE" : ""));
    skip(8);
    if (!gue || !has(1, "GUE")) return;
    gue_port_ = 0;
    // Variant 1: what follows is IP, told by its version (draft-ietf-intarea-gue-09, section 4).
    if (u8(0) >> 4 == 4) return ipv4();
    if (u8(0) >> 4 == 6) ipv6();
  }

  std::string_view bytes_;
  std::uint16_t gue_port_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> describe(std::string_view frame, std::uint16_t gue_port) {
  return Reader(frame, gue_port).read();
}

}  // namespace shunt::packet
