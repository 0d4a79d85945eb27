// SPDX-License-Identifier: Apache-2.0
// A client that sends what bytes it likes, for tests of servers. Every wait of it ends after five seconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/unique_fd.h"

namespace shunt::test {

class RawClient {
 public:
  /// Throws std::system_error if the connection is refused.
  static RawClient to_unix(const std::filesystem::path& path);
  static RawClient to_loopback(std::uint16_t port);  ///< 127.0.0.1

  /// False if the other end no longer reads.
  bool send(std::string_view bytes);

  /// One HTTP response with Content-Length: header and body. What came so far, if the other end closes or is
  /// silent.
  std::string read_response();

  /// Up to and with `end`, or what came so far.
  std::string read_until(std::string_view end);

  /// Everything until the other end closes; "(still open)" appended if it does not.
  std::string read_to_end();

  /// Reads no byte, and waits for the other end to close or reset; false if it does not in time.
  bool closes();
  bool closes_within(std::chrono::milliseconds deadline);

 private:
  explicit RawClient(core::UniqueFd fd);
  bool receive();  ///< more into buffer_; false at the end

  core::UniqueFd fd_;
  std::string buffer_;
};

/// A port of 127.0.0.1 that nobody listens on just now.
std::uint16_t free_tcp_port();

}  // namespace shunt::test
