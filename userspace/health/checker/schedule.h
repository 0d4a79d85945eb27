// SPDX-License-Identifier: Apache-2.0
// When probes begin: in ticks. Those of one tick cost one wake-up of the process and one timer of the kernel,
// which with thousands of backends are a fourth of what a probe costs; and a tick is not so full that their
// packets would overflow a queue on the way (a network card's or veth's holds some 256), be lost, and be taken for
// failures.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace shunt::health {

class Schedule {
 public:
  using Clock = std::chrono::steady_clock;
  using Call = std::function<void()>;

  static constexpr std::chrono::milliseconds kTick{4};
  static constexpr std::size_t kMost = 64;  ///< in one tick, if one of the next `kAhead` has room
  static constexpr std::size_t kAhead = 16;

  explicit Schedule(boost::asio::io_context& loop) : timer_(loop) {}
  ~Schedule() { *alive_ = false; }
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;

  /// Calls `call` once after `delay` or up to `kAhead` ticks later, unless what it returns is destroyed before.
  std::shared_ptr<Call> book(std::chrono::milliseconds delay, Call call);

 private:
  using Tick = std::vector<std::weak_ptr<Call>>;

  Tick& tick_from(Clock::time_point first);
  void arm();
  void expired();

  boost::asio::steady_timer timer_;
  std::map<Clock::time_point, Tick> ticks_;
  Clock::time_point armed_ = Clock::time_point::max();  ///< what the timer waits for
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

/// One call at a time, and never once it is stopped, started anew or destroyed.
class Timer {
 public:
  explicit Timer(Schedule& schedule) : schedule_(schedule) {}

  /// In place of what it was started for before. `on_end` may destroy or start it.
  void start(std::chrono::milliseconds delay, Schedule::Call on_end) {
    booked_ = schedule_.book(delay, std::move(on_end));
  }
  void stop() { booked_.reset(); }

 private:
  Schedule& schedule_;
  std::shared_ptr<Schedule::Call> booked_;
};

}  // namespace shunt::health
