// SPDX-License-Identifier: Apache-2.0
// Questions and answers over a netlink socket: many questions in one send, answers matched by sequence number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/result.h"
#include "route/netlink_socket.h"
#include "route/requests.h"

namespace shunt::route {

class Exchange {
 public:
  explicit Exchange(NetlinkSocket socket) : socket_(std::move(socket)) {}

  /// Appends the question with this index to the buffer.
  using Write = std::function<void(RequestBuffer& buffer, std::uint32_t sequence, std::size_t index)>;
  using OnAnswer = std::function<void(std::size_t index, const Message& answer)>;

  /// Asks `count` questions of which each has exactly one answer: a message or NLMSG_ERROR. Answers that got lost
  /// are asked for again; returned is the number that stayed without one. The kernel answers while it is being
  /// asked: this does not wait for anybody but the holder of the kernel's rtnl lock.
  core::Result<std::size_t> ask(std::size_t count, const Write& write, const OnAnswer& on_answer);

  /// One question whose answer has many parts. Starts over when the kernel says that what it lists changed
  /// meanwhile: `on_start` is called before each attempt.
  core::Result<void> dump(const std::function<void(RequestBuffer&, std::uint32_t sequence)>& write,
                          const std::function<void()>& on_start, const OnMessage& on_part);

 private:
  /// Of a dump: complete, or to be started over.
  enum class Outcome : std::uint8_t { kComplete, kAgain };

  core::Result<void> ask_window(std::span<const std::size_t> indices, const Write& write,
                                const OnAnswer& on_answer, std::vector<bool>& answered);
  core::Result<Outcome> read_dump(std::uint32_t sequence, const OnMessage& on_part);

  NetlinkSocket socket_;
  RequestBuffer buffer_;
  std::uint32_t next_sequence_ = 1;
};

}  // namespace shunt::route
