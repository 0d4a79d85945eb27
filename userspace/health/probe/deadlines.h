// SPDX-License-Identifier: Apache-2.0
// One timer for the deadlines of all probes: thousands a second begin and end, and few reach theirs.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <map>
#include <memory>

namespace shunt::health {

/// One probe's. Taken off the list when it is destroyed. After Deadlines it must not be set.
class Deadline
    : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  virtual ~Deadline() = default;
  virtual void over() = 0;  ///< once, when it is off the list

 private:
  friend class Deadlines;
  std::chrono::steady_clock::time_point at_;
};

class Deadlines {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Deadlines(boost::asio::io_context& loop) : timer_(loop) {}
  ~Deadlines();

  /// `deadline` is over at `begin` + `timeout`. Amortized constant time: those of one timeout are in the order of
  /// their begin, for it is about now.
  void set(Deadline& deadline, Clock::time_point begin, std::chrono::milliseconds timeout);

 private:
  using List = boost::intrusive::list<Deadline, boost::intrusive::constant_time_size<false>>;

  void arm();
  void expired();

  boost::asio::steady_timer timer_;
  std::map<std::chrono::milliseconds, List> lists_;
  Clock::time_point armed_ = Clock::time_point::max();  ///< what the timer waits for; not later than the first
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace shunt::health
