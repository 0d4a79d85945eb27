// SPDX-License-Identifier: Apache-2.0
// A web server on loopback that answers every request by the same bytes.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/unique_fd.h"

namespace shunt::test {

/// A socket that listens on 127.0.0.1, and its port.
struct Listening {
  core::UniqueFd fd;
  std::uint16_t port;
};

/// Whoever connects is answered by the kernel alone. Throws std::system_error.
Listening listen_on_loopback();

/// Waits for the next one who connects.
core::UniqueFd accept_from(const Listening& listening);

class TinyServer {
 public:
  /// One connection after the other: reads a request with its body, sends `answer`, closes.
  explicit TinyServer(std::string answer);
  ~TinyServer();
  TinyServer(const TinyServer&) = delete;
  TinyServer& operator=(const TinyServer&) = delete;

  /// "http://127.0.0.1:PORT/hook"
  [[nodiscard]] std::string url() const;

  /// So far: header and body of each.
  [[nodiscard]] std::vector<std::string> requests() const;

 private:
  void run();

  std::string answer_;
  Listening listening_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

}  // namespace shunt::test
