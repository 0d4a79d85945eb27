// SPDX-License-Identifier: Apache-2.0
// icmp: an echo request (RFC 792, RFC 4443 4.1) that must not be fragmented, and its reply.
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

// Behind net/if.h, whose names it defines again otherwise.
#include <linux/errqueue.h>
#include <linux/icmp.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "health/probe/datagram_task.h"
#include "health/probe/echo.h"
#include "health/probe/tasks.h"
#include "health/text/text.h"

namespace shunt::health {
namespace {

// Bounded: a flood of errors has to leave the loop to others.
constexpr int kErrorsAtOnce = 64;

template <typename Value>
int set(int fd, int level, int name, const Value& value) {
  return ::setsockopt(fd, level, name, &value, sizeof value) == 0 ? 0 : errno;
}

class IcmpTask final : public DatagramTask {
 public:
  IcmpTask(Shared& shared, const Destination& destination, std::uint32_t size, std::chrono::milliseconds timeout,
           OnOutcome on_outcome)
      : DatagramTask(shared, timeout, destination, std::move(on_outcome)),
        family_(destination.address.family()),
        size_(std::max(size, smallest_echo(family_))) {}

 private:
  void begin() override {
    echo_ = {.identifier = shared().next_identifier(),
             .sequence = static_cast<std::uint16_t>(shared().random()),
             .token = shared().random()};
    const bool ipv4 = family_ == net::Family::kIpv4;
    ask(SOCK_RAW, ipv4 ? static_cast<int>(IPPROTO_ICMP) : static_cast<int>(IPPROTO_ICMPV6), 0,
        echo_request(family_, echo_, size_));
  }

  [[nodiscard]] std::string_view phase() const override { return "icmp"; }

  /// Only replies come in, and what routers say of our requests is an error of the socket.
  int prepare(int fd) override {
    const int on = 1;
    if (family_ == net::Family::kIpv4) {
      const icmp_filter filter{.data = ~(1U << ICMP_ECHOREPLY)};
      if (const int error = set(fd, SOL_RAW, ICMP_FILTER, filter)) return error;
      if (const int error = set(fd, IPPROTO_IP, IP_RECVERR, on)) return error;
      return set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
    }
    icmp6_filter filter;
    ICMP6_FILTER_SETBLOCKALL(&filter);
    ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
    if (const int error = set(fd, IPPROTO_ICMPV6, ICMP6_FILTER, filter)) return error;
    if (const int error = set(fd, IPPROTO_IPV6, IPV6_RECVERR, on)) return error;
    if (const int error = set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE)) return error;
    return set(fd, IPPROTO_IPV6, IPV6_DONTFRAG, on);
  }

  std::optional<Finding> judge(std::string_view bytes) override {
    if (answers_echo(family_, echo_, bytes)) return Finding{};
    return std::nullopt;
  }

  [[nodiscard]] Finding judge_error(int error, Teller teller) const override {
    if (error != EMSGSIZE) return finding_of_errno("icmp", error, teller);
    const std::string packet = "icmp: a packet of " + size_text(size_) + " is larger than the MTU of ";
    if (teller == Teller::kCall) return {Verdict::kUnable, packet + "this host's interface"};
    return {Verdict::kFailed, packet + "a router on the way"};
  }

  /// A raw socket is told of every error between its two addresses: also of what other probes have asked the same
  /// VIP, of other backends. Which packet was meant stands in the queue of errors.
  std::optional<int> own_error(int) override {
    std::optional<int> own;
    std::array<char, 64> quoted;
    std::array<char, 256> control;
    for (int i = 0; i < kErrorsAtOnce; ++i) {
      iovec place{.iov_base = quoted.data(), .iov_len = quoted.size()};
      msghdr message{};
      message.msg_iov = &place;
      message.msg_iovlen = 1;
      message.msg_control = control.data();
      message.msg_controllen = control.size();
      const auto got = ::recvmsg(fd(), &message, MSG_ERRQUEUE | MSG_DONTWAIT);
      if (got < 0) break;
      if (!quotes_echo(family_, echo_, {quoted.data(), static_cast<std::size_t>(got)})) continue;
      for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_type != (family_ == net::Family::kIpv4 ? IP_RECVERR : IPV6_RECVERR)) continue;
        sock_extended_err error{};
        std::memcpy(&error, CMSG_DATA(part), sizeof error);
        own = static_cast<int>(error.ee_errno);
      }
    }
    return own;
  }

  net::Family family_;
  std::uint32_t size_;
  Echo echo_{};
};

}  // namespace

TaskPointer make_icmp_task(Shared& shared, const Destination& destination, std::uint32_t size,
                           std::chrono::milliseconds timeout, OnOutcome on_outcome) {
  return std::make_shared<IcmpTask>(shared, destination, size, timeout, std::move(on_outcome));
}

}  // namespace shunt::health
