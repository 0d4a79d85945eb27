// SPDX-License-Identifier: Apache-2.0
#include "health/probe/stream_task.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

#include "net/endpoint.h"

namespace shunt::health {
namespace {

// SO_ERROR alone does not tell: it is 0, too, while the handshake goes on.
bool is_connected(int socket) {
  sockaddr_storage peer;
  socklen_t size = sizeof peer;
  return ::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) == 0;
}

int error_of(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

// Linux queues an ICMP error for a handshake even if nobody asked for it with IP_RECVERR, and as long as it is
// queued the socket is ready.
void forget_errors(int socket) {
  while (::recv(socket, nullptr, 0, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0) {
  }
}

void reset_at_close(int socket, bool on) {
  const linger at_once{.l_onoff = on ? 1 : 0, .l_linger = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace

void StreamTask::begin() {
  auto socket = shared().sockets.open(destination_, SOCK_STREAM, 0);
  if (!socket) return unable("connect: " + socket.error().message());
  prepare(*socket);
  const net::Endpoint endpoint(destination_.address, check_.port);
  sent_first();
  const bool at_once = ::connect(socket->fd.get(), endpoint.data(), endpoint.size) == 0;
  if (!at_once && errno != EINPROGRESS) return end(finding_of_errno("connect", errno, Teller::kCall));
  if (!adopt(std::move(*socket))) return;
  if (!at_once) return wait(For::kWrite);
  stand();
}

// Once per socket, not per probe: neither option is lost with the connection.
void StreamTask::prepare(const Descriptor& socket) const {
  // The handshake's last ACK waits for our first data or our reset: one packet less, and a check that only
  // connects does not wake the backend's application. tcp(7) speaks of servers only, but Linux asks for it at both
  // ends.
  const int seconds = speaks_first() ? 1 : 0;
  if (socket.again != speaks_first())
    ::setsockopt(socket.fd.get(), IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof seconds);
  if (!socket.again) reset_at_close(socket.fd.get(), true);
}

void StreamTask::ready() {
  if (connected_) return proceed();
  if (is_connected(fd())) return stand();
  if (const int error = error_of(fd()); error != 0)
    return end(finding_of_errno("connect", error, Teller::kNetwork));
  forget_errors(fd());
  wait(For::kWrite);
}

void StreamTask::stand() {
  connected_ = true;
  outcome().heard = true;
  connected();
}

Finding StreamTask::late() {
  if (fd() < 0) return {Verdict::kUnable, "TLS: the authorities are not read yet"};
  if (connected_) return late_answer();
  // An ICMP error that came while connect() still held the socket wakes nobody.
  if (const int error = error_of(fd()); error != 0) return finding_of_errno("connect", error, Teller::kNetwork);
  return {Verdict::kFailed, "connect: " + no_answer()};
}

void StreamTask::closing(core::UniqueFd socket) {
  if (gently_) return reset_at_close(socket.get(), false);
  if (!socket.valid() || !speaks_first()) return;
  if (!connected_) forget_errors(socket.get());
  shared().sockets.take_back(destination_, std::move(socket));
}

StreamTask::Received StreamTask::receive() {
  auto& scratch = shared().scratch;
  for (;;) {
    const auto got = ::recv(fd(), scratch.data(), kPortion, 0);
    if (got >= 0) return {.bytes = {scratch.data(), static_cast<std::size_t>(got)}};
    if (errno != EINTR) return {.error = errno};
  }
}

int StreamTask::send(std::string_view& bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

}  // namespace shunt::health
