// SPDX-License-Identifier: Apache-2.0
#include "doctor/ask/tunnel_probe.h"

#include <linux/if_ether.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <random>
#include <string>
#include <utility>

#include "doctor/packet/packet.h"

namespace shunt::doctor {
namespace {

using namespace std::chrono_literals;

constexpr int kTimes = 3;
constexpr auto kBetween = 250ms;
constexpr std::uint8_t kHops = 64;
// Of no service that is registered; the port of the last hop of traceroute(8) plus some.
constexpr std::uint16_t kClosedPort = 33'999;

std::uint64_t random_token() {
  std::random_device random;
  return std::uint64_t{random()} << 32 | random();
}

void send_packet(int fd, const net::IpAddress& to, const std::string& packet) {
  sockaddr_storage place{};
  socklen_t size = sizeof(sockaddr_in);
  if (to.family() == net::Family::kIpv4) {
    auto& in = reinterpret_cast<sockaddr_in&>(place);
    in.sin_family = AF_INET;
    const auto bytes = to.ipv4_bytes();
    std::ranges::copy(bytes, reinterpret_cast<std::uint8_t*>(&in.sin_addr));
  } else {
    auto& in = reinterpret_cast<sockaddr_in6&>(place);
    in.sin6_family = AF_INET6;
    std::ranges::copy(to.bytes(), in.sin6_addr.s6_addr);
    size = sizeof(sockaddr_in6);
  }
  ::sendto(fd, packet.data(), packet.size(), MSG_DONTWAIT, reinterpret_cast<const sockaddr*>(&place), size);
}

std::optional<Objection::Kind> kind_of(IcmpNews::Kind kind) {
  switch (kind) {
    case IcmpNews::Kind::kEcho:
    case IcmpNews::Kind::kReply: break;
    case IcmpNews::Kind::kNoProtocol:
    case IcmpNews::Kind::kNoPort: return Objection::Kind::kNotTaken;
    case IcmpNews::Kind::kProhibited: return Objection::Kind::kProhibited;
    case IcmpNews::Kind::kTooBig: return Objection::Kind::kTooBig;
    case IcmpNews::Kind::kUnreachable:
    case IcmpNews::Kind::kExpired: return Objection::Kind::kUnreachable;
  }
  return std::nullopt;
}

}  // namespace

TunnelProbe::TunnelProbe(boost::asio::io_context& loop, const Question& question,
                         std::function<void(Answer)> on_answer)
    : question_(question), on_answer_(std::move(on_answer)), token_(random_token()), watch_(loop), timer_(loop) {
  begin();
}

void TunnelProbe::begin() {
  const bool ipv4 = question_.backend.family() == net::Family::kIpv4;
  out_ = core::UniqueFd(::socket(ipv4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_RAW));
  auto in = LinkSocket::open(ETH_P_ALL);
  core::UniqueFd copy(in ? ::dup(in->fd()) : -1);
  if (!out_.valid() || !copy.valid()) {
    answer_.ping = {Reply::kUnable, in ? "raw packets are not allowed here" : in.error().message()};
    timer_.expires_after(0ms);
    timer_.async_wait([this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
      if (!error && !alive.expired()) end();
    });
    return;
  }
  in_ = *std::move(in);
  watch_.assign(copy.release());
  if (question_.vip.family() == question_.backend.family()) answer_.ping.reply = Reply::kSilent;
  listen();
  send();
}

void TunnelProbe::send() {
  if (sent_++ < kTimes) {
    const Ends outer{.source = question_.source, .destination = question_.backend};
    const bool same = question_.vip.family() == question_.backend.family();
    std::optional<Ends> inner;
    if (same) inner = outer;
    if (!same && question_.vip_source) inner = Ends{.source = *question_.vip_source, .destination = question_.vip};
    if (inner)
      send_packet(
          out_.get(), question_.backend,
          encapsulated(echo_packet(*inner, 0, token_, kHops), question_.forwarding, outer, question_.gue_port));
    send_packet(out_.get(), question_.backend, datagram_packet(outer, kClosedPort));
  }
  timer_.expires_after(kBetween);
  timer_.async_wait([this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
    if (error || alive.expired()) return;
    if (sent_ > kTimes) {
      end();
    } else {
      send();
    }
  });
}

void TunnelProbe::listen() {
  watch_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                    [this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
                      if (error || alive.expired()) return;
                      in_->drain([this](const LinkSocket::Received& frame) { take(frame); });
                      listen();
                    });
}

void TunnelProbe::take(const LinkSocket::Received& frame) {
  const auto news = read_icmp(frame.payload);
  if (!news) return;
  if (news->kind == IcmpNews::Kind::kReply) {
    if (news->token == token_ && news->from == question_.backend) answer_.ping.reply = Reply::kAnswered;
    return;
  }
  const auto kind = kind_of(news->kind);
  if (!kind || news->quoted_destination != question_.backend) return;
  const bool is_udp = news->quoted_protocol == IPPROTO_UDP;
  if (is_udp && news->quoted_port == kClosedPort) {
    answer_.objects_to_others = answer_.objects_to_others || news->from == question_.backend;
    return;
  }
  const auto inner = question_.vip.family() == net::Family::kIpv4 ? int{IPPROTO_IPIP} : int{IPPROTO_IPV6};
  const bool ours = question_.forwarding == model::Forwarding::kGue
                        ? is_udp && news->quoted_port == question_.gue_port
                        : news->quoted_protocol == inner;
  if (ours) answer_.objection = {.kind = *kind, .from = news->from};
}

void TunnelProbe::end() {
  boost::system::error_code ignored;
  watch_.cancel(ignored);
  if (on_answer_) std::exchange(on_answer_, nullptr)(answer_);
}

}  // namespace shunt::doctor
