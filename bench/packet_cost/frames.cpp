// SPDX-License-Identifier: Apache-2.0
#include "packet_cost/frames.h"

#include <initializer_list>

namespace shunt::bench {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kLeastFrame = 64;
constexpr std::uint8_t kTcpAck = 0x10;
constexpr std::uint8_t kTcpSyn = 0x02;

void append(Bytes& frame, std::initializer_list<int> bytes) {
  for (const int byte : bytes) frame.push_back(static_cast<std::uint8_t>(byte));
}

void append_address(Bytes& frame, const char* text) {
  const auto address = *net::IpAddress::parse(text);
  if (address.family() == net::Family::kIpv4) {
    for (const auto byte : address.ipv4_bytes()) frame.push_back(byte);
  } else {
    for (const auto byte : address.bytes()) frame.push_back(byte);
  }
}

bool to_nobody(const Case& subject) {
  return subject.lookup == Lookup::kNone || subject.lookup == Lookup::kNoneWithRules;
}

/// RFC 1071, over the 20 bytes from `at` on.
void set_ipv4_checksum(Bytes& frame, std::size_t at) {
  std::uint32_t sum = 0;
  for (std::size_t i = at; i < at + 20; i += 2) sum += static_cast<std::uint32_t>(frame[i] << 8 | frame[i + 1]);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  frame[at + 10] = static_cast<std::uint8_t>(~sum >> 8);
  frame[at + 11] = static_cast<std::uint8_t>(~sum);
}

void append_ip(Bytes& frame, const Case& subject, int l4_length) {
  const int protocol = static_cast<int>(subject.protocol);
  if (subject.inner == net::Family::kIpv4) {
    append(frame, {0x08, 0x00, 0x45, 0, 0, 20 + l4_length, 0, 0, 0x40, 0, 64, protocol, 0, 0});
    append_address(frame, "203.0.113.0");
    append_address(frame, to_nobody(subject) ? kOtherIpv4 : kVipIpv4);
    set_ipv4_checksum(frame, 14);
  } else {
    append(frame, {0x86, 0xdd, 0x60, 0, 0, 0, 0, l4_length, protocol, 64});
    append_address(frame, "2001:db8:5::");
    append_address(frame, to_nobody(subject) ? kOtherIpv6 : kVipIpv6);
  }
}

}  // namespace

Bytes make_frame(const Case& subject) {
  const bool tcp = subject.protocol == net::Protocol::kTcp;
  const int l4_length = tcp ? 20 : 22;
  Bytes frame;
  append(frame, {0x02, 0, 0, 0, 0, 0x01, 0x02, 0, 0, 0, 0, 0x02});
  append_ip(frame, subject, l4_length);
  append(frame, {0x10, 0x00, 0, 80});  // source port 4096 and what a flow adds to it
  if (tcp) {
    append(frame, {0, 0, 0, 1, 0, 0, 0, 1, 0x50, subject.syn ? kTcpSyn : kTcpAck, 0x20, 0, 0, 0, 0, 0});
  } else {
    append(frame, {0, l4_length, 0, 0});
  }
  if (frame.size() < kLeastFrame) frame.resize(kLeastFrame);
  return frame;
}

}  // namespace shunt::bench
