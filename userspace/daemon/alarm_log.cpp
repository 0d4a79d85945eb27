// SPDX-License-Identifier: Apache-2.0
#include "daemon/alarm_log.h"

#include "log/log.h"

namespace shunt::daemon {

void AlarmLog::start() {
  timer_.expires_after(std::chrono::seconds{1});
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    log::tell_gaps();
    look();
    start();
  });
}

void AlarmLog::look() {
  constexpr int kRestPerWork = 50;
  const auto began = std::chrono::steady_clock::now();
  if (began < next_) return;
  for (const auto& [begins, id, text] : watch_.look(status_()))
    log::tell(begins ? log::Event::kAlarmBegins : log::Event::kAlarmEnds, {}, id + ": " + text, {{"alarm", id}});
  const auto ended = std::chrono::steady_clock::now();
  next_ = ended + (ended - began) * kRestPerWork;
}

}  // namespace shunt::daemon
