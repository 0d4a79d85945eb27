// SPDX-License-Identifier: Apache-2.0
#include "route/netlink_socket.h"

#include <linux/netlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <limits>

namespace shunt::route {
namespace {

constexpr std::size_t kDatagram = 64UL * 1024;  // the kernel fills at most 32 KiB per datagram of a dump

}  // namespace

NetlinkSocket::NetlinkSocket(core::UniqueFd fd) : fd_(std::move(fd)), buffer_(kDatagram) {}

core::Result<NetlinkSocket> NetlinkSocket::open(std::size_t receive_buffer) {
  core::UniqueFd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
  if (!fd.valid()) return core::Error::from_errno("cannot open a rtnetlink socket", errno);
  const int size = static_cast<int>(std::min<std::size_t>(receive_buffer, std::numeric_limits<int>::max()));
  if (::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &size, sizeof size);  // clamps, and fails for no other reason
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return core::Error::from_errno("cannot bind a rtnetlink socket", errno);
  return NetlinkSocket(std::move(fd));
}

bool NetlinkSocket::join(int group) {
  return ::setsockopt(fd_.get(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) == 0;
}

core::Result<void> NetlinkSocket::send(std::span<const std::uint8_t> bytes) {
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  ssize_t sent = -1;
  do {
    sent = ::sendto(fd_.get(), bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&kernel),
                    sizeof kernel);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) return core::Error::from_errno("cannot send to rtnetlink", errno);
  return {};
}

core::Result<NetlinkSocket::Received> NetlinkSocket::receive(const OnMessage& on_message) {
  sockaddr_nl sender{};
  iovec part{buffer_.data(), buffer_.size()};
  msghdr header{};
  header.msg_name = &sender;
  header.msg_namelen = sizeof sender;
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  const ssize_t length = ::recvmsg(fd_.get(), &header, MSG_DONTWAIT);
  if (length < 0) {
    if (errno == EAGAIN) return Received::kNothing;
    if (errno == ENOBUFS) return Received::kLost;
    if (errno == EINTR) return Received::kMessages;  // none of them: the caller comes again
    return core::Error::from_errno("cannot read from rtnetlink", errno);
  }
  // Other processes may send to our port; only the kernel (port 0) is listened to.
  if (header.msg_namelen != sizeof sender || sender.nl_pid != 0) return Received::kMessages;
  if ((header.msg_flags & MSG_TRUNC) != 0) return Received::kLost;
  const bool whole = split({buffer_.data(), static_cast<std::size_t>(length)}, on_message);
  return whole ? Received::kMessages : Received::kLost;
}

}  // namespace shunt::route
