// SPDX-License-Identifier: Apache-2.0
#include "health/probe/deadlines.h"

#include <algorithm>

namespace shunt::health {

Deadlines::~Deadlines() { *alive_ = false; }

void Deadlines::set(Deadline& deadline, Clock::time_point begin, std::chrono::milliseconds timeout) {
  deadline.at_ = begin + timeout;
  List& list = lists_[timeout];
  // From the end: only one that was set within the same moment may be later.
  auto place = list.end();
  while (place != list.begin() && std::prev(place)->at_ > deadline.at_) --place;
  list.insert(place, deadline);
  if (deadline.at_ < armed_) arm();
}

void Deadlines::arm() {
  std::erase_if(lists_, [](const auto& entry) { return entry.second.empty(); });
  armed_ = Clock::time_point::max();
  for (const auto& [timeout, list] : lists_) armed_ = std::min(armed_, list.front().at_);
  if (lists_.empty()) return;
  timer_.expires_at(armed_);
  timer_.async_wait([this, alive = alive_](const boost::system::error_code& error) {
    if (!error && *alive) expired();
  });
}

void Deadlines::expired() {
  const auto now = Clock::now();
  List over;
  for (auto& [timeout, list] : lists_)
    while (!list.empty() && list.front().at_ <= now) {
      Deadline& first = list.front();
      list.pop_front();
      over.push_back(first);
    }
  // One of them may end others, which then take themselves off.
  const auto alive = alive_;
  while (*alive && !over.empty()) {
    Deadline& first = over.front();
    over.pop_front();
    first.over();
  }
  if (*alive) arm();
}

}  // namespace shunt::health
