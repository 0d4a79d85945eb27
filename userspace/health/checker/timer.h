// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>

namespace shunt::health {

/// Calls once after a delay, and never once it is stopped, started anew or destroyed. A timer of Asio does not
/// promise that: its handler may be queued already.
class Timer {
 public:
  explicit Timer(boost::asio::io_context& loop) : loop_(loop) {}

  /// In place of what it was started for before. `on_end` may destroy or start it.
  void start(std::chrono::milliseconds delay, std::function<void()> on_end);
  void stop() { waiting_.reset(); }

 private:
  struct Waiting;

  boost::asio::io_context& loop_;
  std::shared_ptr<Waiting> waiting_;
};

}  // namespace shunt::health
