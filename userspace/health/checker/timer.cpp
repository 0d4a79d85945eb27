// SPDX-License-Identifier: Apache-2.0
#include "health/checker/timer.h"

#include <boost/asio/steady_timer.hpp>
#include <utility>

namespace shunt::health {

struct Timer::Waiting {
  Waiting(boost::asio::io_context& loop, std::chrono::milliseconds delay, std::function<void()> then)
      : timer(loop, delay), on_end(std::move(then)) {}

  boost::asio::steady_timer timer;
  std::function<void()> on_end;
};

void Timer::start(std::chrono::milliseconds delay, std::function<void()> on_end) {
  waiting_ = std::make_shared<Waiting>(loop_, delay, std::move(on_end));
  waiting_->timer.async_wait([wanted = std::weak_ptr(waiting_)](const boost::system::error_code&) {
    if (const auto waiting = wanted.lock()) waiting->on_end();
  });
}

}  // namespace shunt::health
