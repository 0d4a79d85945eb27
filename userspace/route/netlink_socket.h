// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/result.h"
#include "core/unique_fd.h"
#include "route/message.h"

namespace shunt::route {

/// A rtnetlink socket of the calling thread's network namespace. Never blocks on reading.
class NetlinkSocket {
 public:
  /// `receive_buffer` in bytes: the room that the kernel has for what we have not read yet; where the limit of
  /// net.core.rmem_max cannot be passed (CAP_NET_ADMIN), the limit.
  static core::Result<NetlinkSocket> open(std::size_t receive_buffer);

  /// Listens to a group (RTNLGRP_*). False if this kernel does not know it.
  bool join(int group);

  [[nodiscard]] int fd() const { return fd_.get(); }

  /// Hands messages to the kernel, which works on them before this returns: the answers are there afterwards.
  core::Result<void> send(std::span<const std::uint8_t> bytes);

  enum class Received : std::uint8_t {
    kMessages,  ///< one datagram, each of its messages handed to the callback
    kNothing,   ///< none is there
    kLost,      ///< the buffer overflowed, or a datagram made no sense: messages are missing
  };
  core::Result<Received> receive(const OnMessage& on_message);

 private:
  explicit NetlinkSocket(core::UniqueFd fd);

  core::UniqueFd fd_;
  std::vector<std::uint8_t> buffer_;
};

}  // namespace shunt::route
