// SPDX-License-Identifier: Apache-2.0
// Servers on loopback that do what a test says.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/unique_fd.h"

namespace shunt::test {

/// One connection, or a datagram's socket, as the backend sees it. Calls wait; broken connections end them.
class Peer {
 public:
  explicit Peer(int fd, const std::atomic<bool>& stopping) : fd_(fd), stopping_(stopping) {}

  /// Reads until `end` has come, or all that comes if it is empty.
  std::string read_until(std::string_view end);
  bool write(std::string_view bytes);  ///< false: nobody reads any more
  void reset();
  /// Until the prober has gone, or the test ends.
  void wait_for_end();
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
  const std::atomic<bool>& stopping_;
};

/// Listens and serves each connection on a thread of its own.
class Backend {
 public:
  explicit Backend(std::function<void(Peer&)> serve, const std::string& address = "127.0.0.1");
  ~Backend();

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  void accept();

  std::function<void(Peer&)> serve_;
  std::uint16_t port_ = 0;
  core::UniqueFd listener_;
  std::atomic<bool> stopping_ = false;
  std::vector<std::jthread> connections_;
  std::jthread acceptor_;
};

/// Answers datagrams.
class UdpBackend {
 public:
  /// `answer` gets a datagram and gives those that are sent back.
  explicit UdpBackend(std::function<std::vector<std::string>(std::string)> answer,
                      const std::string& address = "127.0.0.1");
  ~UdpBackend();
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  void serve();

  std::function<std::vector<std::string>(std::string)> answer_;
  std::uint16_t port_ = 0;
  core::UniqueFd socket_;
  std::atomic<bool> stopping_ = false;
  std::jthread thread_;
};

/// A TCP or UDP port (SOCK_STREAM, SOCK_DGRAM) of 127.0.0.1 that nobody listens on.
std::uint16_t closed_port(int type);

}  // namespace shunt::test
