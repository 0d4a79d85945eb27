// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <utility>

namespace shunt::web {

/// Answers to strangers, one by one: after each the loop is left to others for as long as it took. However many
/// ask at a time, they get half of the loop, and nothing else waits for more than one answer. On the loop's
/// thread.
class Turns : public std::enable_shared_from_this<Turns> {
 public:
  explicit Turns(boost::asio::io_context& loop) : timer_(loop) {}

  /// Calls `turn`, now or when those before it are done.
  void take(std::function<void()> turn) {
    if (resting_) {
      waiting_.push_back(std::move(turn));
    } else {
      run(turn);
    }
  }

  /// Those that wait are not called.
  void clear() { waiting_.clear(); }

 private:
  void run(const std::function<void()>& turn) {
    const auto begin = std::chrono::steady_clock::now();
    resting_ = true;
    turn();
    timer_.expires_after(std::chrono::steady_clock::now() - begin);
    timer_.async_wait([turns = weak_from_this()](const boost::system::error_code&) {
      if (const auto self = turns.lock()) self->next();
    });
  }

  void next() {
    resting_ = false;
    if (waiting_.empty()) return;
    const auto turn = std::move(waiting_.front());
    waiting_.pop_front();
    run(turn);
  }

  boost::asio::steady_timer timer_;
  std::deque<std::function<void()>> waiting_;
  bool resting_ = false;
};

}  // namespace shunt::web
