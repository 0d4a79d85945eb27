// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "web/frame_queue.h"

namespace shunt::web {

/// `name` and `data` as one event of text/event-stream (WHATWG HTML, 9.2.6).
std::string event_text(std::string_view name, std::string_view data);

/// How long after an event that took `cost` to make the next may come: a second, more if it would take more than a
/// twentieth of the loop's time, in which health checks wait.
std::chrono::milliseconds pace_of(std::chrono::nanoseconds cost);

/// Tells all who listen to GET /v1/events what is new. While nobody listens nothing is made. On the loop's thread.
class EventStream {
 public:
  /// A client. Subscribed until it unsubscribes.
  class Subscriber {
   public:
    virtual ~Subscriber() = default;
    virtual void on_frame(const Frame& frame) = 0;  ///< must not unsubscribe
  };

  /// Called for each tick while somebody listens: publish()es what there is.
  using Source = std::function<void(EventStream&)>;

  static constexpr std::size_t kMostSubscribers = 32;
  static constexpr std::chrono::seconds kHeartbeat{
      15};  ///< of silence, then a comment: proxies keep the line open

  EventStream(boost::asio::io_context& loop, Source source);

  /// False: there are kMostSubscribers. The newest frame of each event comes at once, before this returns.
  bool subscribe(Subscriber* subscriber);
  void unsubscribe(Subscriber* subscriber);

  [[nodiscard]] std::size_t subscribers() const { return subscribers_.size(); }

  /// To all subscribers; the text is made once. `json` on one line is best.
  void publish(std::string_view event, std::string_view json);

 private:
  using Clock = std::chrono::steady_clock;

  void tick_after(std::chrono::milliseconds delay);
  void tick();
  void send(const Frame& frame);

  boost::asio::steady_timer timer_;
  Source source_;
  std::unordered_set<Subscriber*> subscribers_;
  std::vector<Frame> newest_;  ///< of each event, for who comes next
  Clock::time_point sent_at_{};
};

}  // namespace shunt::web
