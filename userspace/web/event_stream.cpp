// SPDX-License-Identifier: Apache-2.0
#include "web/event_stream.h"

#include <algorithm>
#include <utility>

namespace shunt::web {

std::string event_text(std::string_view name, std::string_view data) {
  std::string text = "event: " + std::string(name) + "\n";
  for (;;) {
    const auto end = data.find('\n');
    text.append("data: ").append(data.substr(0, end)).append("\n");
    if (end == std::string_view::npos) break;
    data.remove_prefix(end + 1);
  }
  return text + "\n";
}

std::chrono::milliseconds pace_of(std::chrono::nanoseconds cost) {
  constexpr std::chrono::milliseconds kPace{1000};
  constexpr int kShare = 20;
  return std::max(kPace, std::chrono::duration_cast<std::chrono::milliseconds>(cost * kShare));
}

EventStream::EventStream(boost::asio::io_context& loop, Source source)
    : timer_(loop), source_(std::move(source)) {}

bool EventStream::subscribe(Subscriber* subscriber) {
  if (subscribers_.size() >= kMostSubscribers) return false;
  subscribers_.insert(subscriber);
  if (subscribers_.size() == 1) tick_after(std::chrono::milliseconds(0));
  for (const Frame& frame : newest_) subscriber->on_frame(frame);
  return true;
}

void EventStream::unsubscribe(Subscriber* subscriber) {
  if (subscribers_.erase(subscriber) == 0 || !subscribers_.empty()) return;
  timer_.cancel();
  newest_.clear();  // of no use to who comes later
}

void EventStream::publish(std::string_view event, std::string_view json) {
  if (subscribers_.empty()) return;
  const Frame frame{std::string(event), std::make_shared<const std::string>(event_text(event, json))};
  const auto known =
      std::find_if(newest_.begin(), newest_.end(), [&](const Frame& f) { return f.event == event; });
  if (known != newest_.end()) {
    *known = frame;
  } else {
    newest_.push_back(frame);
  }
  send(frame);
}

void EventStream::send(const Frame& frame) {
  sent_at_ = Clock::now();
  for (Subscriber* subscriber : subscribers_) subscriber->on_frame(frame);
}

void EventStream::tick_after(std::chrono::milliseconds delay) {
  timer_.expires_after(delay);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error && !subscribers_.empty()) tick();
  });
}

void EventStream::tick() {
  const auto begin = Clock::now();
  source_(*this);
  const auto end = Clock::now();
  if (end - sent_at_ >= kHeartbeat) send({"", std::make_shared<const std::string>(":\n\n")});
  tick_after(pace_of(end - begin));
}

}  // namespace shunt::web
