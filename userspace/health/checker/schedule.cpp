// SPDX-License-Identifier: Apache-2.0
#include "health/checker/schedule.h"

#include <algorithm>
#include <utility>

namespace shunt::health {

std::shared_ptr<Schedule::Call> Schedule::book(std::chrono::milliseconds delay, Call call) {
  using Ticks = std::chrono::duration<Clock::rep, std::ratio_multiply<std::ratio<kTick.count()>, std::milli>>;
  auto booked = std::make_shared<Call>(std::move(call));
  tick_from(std::chrono::ceil<Ticks>(Clock::now() + delay)).emplace_back(booked);
  if (ticks_.begin()->first < armed_) arm();
  return booked;
}

Schedule::Tick& Schedule::tick_from(Clock::time_point first) {
  Tick* least = nullptr;
  for (std::size_t i = 0; i < kAhead; ++i, first += kTick) {
    Tick& tick = ticks_[first];
    if (tick.size() < kMost) return tick;
    if (least == nullptr || tick.size() < least->size()) least = &tick;
  }
  return *least;
}

void Schedule::arm() {
  armed_ = ticks_.begin()->first;
  timer_.expires_at(armed_);
  timer_.async_wait([this, alive = alive_](const boost::system::error_code& error) {
    if (!error && *alive) expired();
  });
}

// One tick, even if more are due: answers to it are heard before the next begins.
void Schedule::expired() {
  const auto due = ticks_.extract(ticks_.begin());
  armed_ = Clock::time_point::max();
  const auto alive = alive_;
  for (const auto& booked : due.mapped()) {
    if (const auto call = booked.lock()) (*call)();
    if (!*alive) return;
  }
  if (!ticks_.empty() && ticks_.begin()->first < armed_) arm();
}

}  // namespace shunt::health
