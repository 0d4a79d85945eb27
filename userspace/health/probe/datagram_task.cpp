// SPDX-License-Identifier: Apache-2.0
#include "health/probe/datagram_task.h"

#include <sys/socket.h>

#include <cerrno>

#include "net/endpoint.h"

namespace shunt::health {

void DatagramTask::ask(int type, int protocol, std::uint16_t port, std::string_view bytes) {
  auto socket = shared().sockets.open(destination_, type, protocol);
  if (!socket) return unable(std::string(phase()) + ": " + socket.error().message());
  if (const int error = prepare(socket->fd.get()); error != 0) return end(judge_error(error, Teller::kCall));
  const net::Endpoint endpoint(destination_.address, port);
  if (::connect(socket->fd.get(), endpoint.data(), endpoint.size) != 0)
    return end(judge_error(errno, Teller::kCall));
  if (!adopt(std::move(*socket))) return;
  sent_first();
  if (::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) return end(judge_error(errno, Teller::kCall));
  wait(For::kRead);
}

void DatagramTask::ready() {
  auto& scratch = shared().scratch;
  // Bounded: a flood has to leave the loop to others.
  for (int i = 0; i < 64; ++i) {
    const auto got = ::recv(fd(), scratch.data(), scratch.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return wait(For::kRead);
    if (got < 0) {
      if (const auto error = own_error(errno)) return end(judge_error(*error, Teller::kNetwork));
      continue;
    }
    if (auto finding = judge({scratch.data(), static_cast<std::size_t>(got)})) return end(std::move(*finding));
  }
  go_on();
}

Finding DatagramTask::late() { return {Verdict::kFailed, std::string(phase()) + ": " + no_answer()}; }

Finding DatagramTask::judge_error(int error, Teller teller) const {
  if (error == ECONNREFUSED) return {Verdict::kFailed, std::string(phase()) + ": port closed", true};
  return finding_of_errno(phase(), error, teller);
}

void UdpQuestionTask::begin() {
  auto pattern = shared().patterns.get(check_.expect);
  if (!pattern) return unable(pattern.error().message());
  expected_ = std::move(*pattern);
  auto bytes = question();
  if (!bytes) return unable(bytes.error().message());
  asked_ = std::move(*bytes);
  ask(SOCK_DGRAM, 0, check_.port, asked_);
}

}  // namespace shunt::health
