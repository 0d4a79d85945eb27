// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>

#include <cstring>

#include "core/unique_fd.h"
#include "health/probe/echo.h"
#include "net/endpoint.h"
#include "unit/health/probe/probing.h"

namespace shunt::test {
namespace {

using health::Verdict;
using model::CheckType;
using std::chrono::milliseconds;

/// "Host unreachable" (IPv6: "address unreachable") at a loopback address, about an echo request of somebody else
/// from there to there.
void report_unreachable(const std::string& address) {
  const auto loopback = *net::IpAddress::parse(address);
  const bool ipv4 = loopback.family() == net::Family::kIpv4;
  std::string message(8, '\0');
  message[0] = static_cast<char>(ipv4 ? ICMP_DEST_UNREACH : ICMP6_DST_UNREACH);
  message[1] = static_cast<char>(ipv4 ? ICMP_HOST_UNREACH : ICMP6_DST_UNREACH_ADDR);
  const auto bytes = loopback.bytes();
  const std::string own(bytes.begin(), bytes.end());
  if (ipv4) {
    message += std::string("\x45\0\0\x54\0\0\x40\0\x40\x01\0\0\x7f\0\0\x01\x7f\0\0\x01", 20);
  } else {
    message += std::string("\x60\0\0\0\0\x40\x3a\x40", 8) + own + own;
  }
  message += health::echo_request(loopback.family(), {.identifier = 1, .sequence = 1, .token = 1}, 84);
  if (ipv4) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < message.size(); ++i)
      sum += std::uint32_t{static_cast<std::uint8_t>(message[i])} << (i % 2 == 0 ? 8 : 0);
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    message[2] = static_cast<char>(~sum >> 8 & 0xff);
    message[3] = static_cast<char>(~sum & 0xff);
  }
  const int protocol = ipv4 ? static_cast<int>(IPPROTO_ICMP) : static_cast<int>(IPPROTO_ICMPV6);
  const core::UniqueFd raw(::socket(ipv4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_CLOEXEC, protocol));
  const net::Endpoint there(loopback, 0);
  ASSERT_EQ(::sendto(raw.get(), message.data(), message.size(), 0, there.data(), there.size),
            static_cast<ssize_t>(message.size()));
}

TEST(IcmpProbe, gets_its_replies) {
  Probing probing;
  const auto first = probing.ask(check_of(CheckType::kIcmp, 0));
  if (first.verdict == Verdict::kUnable) GTEST_SKIP() << first.reason << "; raw sockets need CAP_NET_RAW";
  EXPECT_EQ(first.reason, "");
  EXPECT_EQ(probing.ask(check_of(CheckType::kIcmp, 0), "::1").reason, "");
  EXPECT_EQ(probing.ping("127.0.0.1", 1500, milliseconds(1000)).reason, "");
  EXPECT_EQ(probing.ping("::1", 1500, milliseconds(1000)).reason, "");
  EXPECT_EQ(probing.ping("::1", 0, milliseconds(1000)).reason, "");
}

TEST(IcmpProbe, is_unable_to_send_what_is_larger_than_the_interface_takes) {
  Probing probing;
  const auto outcome = probing.ping("127.0.0.1", 65537, milliseconds(1000));
  EXPECT_EQ(outcome.verdict, Verdict::kUnable);
  if (outcome.reason.find("permitted") != std::string::npos) GTEST_SKIP() << "raw sockets need CAP_NET_RAW";
  EXPECT_EQ(outcome.reason, "icmp: a packet of 65537 bytes is larger than the MTU of this host's interface");
}

// A raw socket is told of all errors between its two addresses, also of those of other backends of the same VIP.
TEST(IcmpProbe, is_not_concerned_by_errors_of_other_probes) {
  Probing probing;
  for (const std::string address : {"127.0.0.1", "::1"}) {
    const auto outcome = probing.outcome([&](health::OnOutcome on_outcome) {
      auto probe = probing.prober->ping(to(address), 84, milliseconds(1000), std::move(on_outcome));
      report_unreachable(address);
      return probe;
    });
    if (outcome.verdict == Verdict::kUnable) GTEST_SKIP() << outcome.reason << "; raw sockets need CAP_NET_RAW";
    EXPECT_EQ(outcome.reason, "") << address;
  }
}

}  // namespace
}  // namespace shunt::test
