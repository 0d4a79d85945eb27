// SPDX-License-Identifier: Apache-2.0
#include "doctor/link/link_socket.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace shunt::doctor {
namespace {

constexpr int kAtOnce = 1024;

// Accepts ICMP and ICMPv6 without options in front; all else of a busy host stays in the kernel.
bool only_icmp(int fd) {
  std::array<sock_filter, 9> code{
      {BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0), BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf0),
       BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x40, 0, 2), BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
       BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMP, 2, 3), BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 6),
       BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMPV6, 0, 1), BPF_STMT(BPF_RET | BPF_K, 0xffff),
       BPF_STMT(BPF_RET | BPF_K, 0)}};
  const sock_fprog program{.len = code.size(), .filter = code.data()};
  return ::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

}  // namespace

core::Result<LinkSocket> LinkSocket::open(std::uint16_t protocol) {
  // Bound to a protocol only behind the filter, so that nothing unfiltered waits.
  core::UniqueFd fd(::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return core::Error::from_errno("cannot open a packet socket", errno);
  if (protocol == ETH_P_ALL && !only_icmp(fd.get()))
    return core::Error::from_errno("cannot filter a packet socket", errno);
  sockaddr_ll all{};
  all.sll_family = AF_PACKET;
  all.sll_protocol = htons(protocol);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&all), sizeof all) != 0)
    return core::Error::from_errno("cannot bind a packet socket", errno);
  return LinkSocket(std::move(fd));
}

bool LinkSocket::send(unsigned ifindex, std::uint16_t protocol, const net::MacAddress& to,
                      std::string_view payload) const {
  sockaddr_ll place{};
  place.sll_family = AF_PACKET;
  place.sll_protocol = htons(protocol);
  place.sll_ifindex = static_cast<int>(ifindex);
  place.sll_halen = ETH_ALEN;
  std::ranges::copy(to.bytes, place.sll_addr);
  return ::sendto(fd_.get(), payload.data(), payload.size(), 0, reinterpret_cast<const sockaddr*>(&place),
                  sizeof place) >= 0;
}

void LinkSocket::drain(const std::function<void(const Received&)>& on_frame) const {
  std::array<char, 2048> buffer{};
  for (int i = 0; i < kAtOnce; ++i) {
    sockaddr_ll from{};
    socklen_t size = sizeof from;
    const auto length =
        ::recvfrom(fd_.get(), buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (length < 0) return;
    if (from.sll_pkttype == PACKET_OUTGOING) continue;
    Received received{.ifindex = static_cast<unsigned>(from.sll_ifindex),
                      .from = {},
                      .payload = {buffer.data(), static_cast<std::size_t>(length)}};
    std::copy_n(from.sll_addr, received.from.bytes.size(), received.from.bytes.begin());
    on_frame(received);
  }
}

void LinkSocket::receive(std::chrono::milliseconds at_most, const std::function<bool()>& enough,
                         const std::function<void(const Received&)>& on_frame) const {
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  while (!enough()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd event{.fd = fd_.get(), .events = POLLIN, .revents = 0};
    if (left.count() <= 0 || ::poll(&event, 1, static_cast<int>(left.count())) <= 0) return;
    drain(on_frame);
  }
}

}  // namespace shunt::doctor
