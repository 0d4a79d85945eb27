// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>

#include "control/alarm_watch.h"

namespace shunt::daemon {

/// Tells the log which alarms begin and end, and how many lines it lacks. Looks once a second; where a status
/// takes long, more seldom, so that this costs no more than a fiftieth of a processor.
class AlarmLog {
 public:
  AlarmLog(boost::asio::io_context& loop, std::function<control::Status()> status)
      : timer_(loop), status_(std::move(status)) {}

  void start();

 private:
  void look();

  boost::asio::steady_timer timer_;
  std::function<control::Status()> status_;
  control::AlarmWatch watch_;
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace shunt::daemon
