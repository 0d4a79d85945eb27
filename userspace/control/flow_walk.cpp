// SPDX-License-Identifier: Apache-2.0
#include "control/flow_walk.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <ctime>
#include <utility>

#include "control/flow_collector.h"
#include "control/flow_owners.h"

namespace shunt::control {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::duration_cast;
using std::chrono::microseconds;

// What else waits on the event loop does not notice.
constexpr microseconds kAtOnce{500};

// Between two looks at the clock: 2048 places, a tenth of that time.
constexpr std::size_t kBucketsAtOnce = 256;

/// Of this thread, so that what else the machine does is not counted.
microseconds processor_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return duration_cast<microseconds>(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

}  // namespace

// Handlers on the loop hold it; a walk that is destroyed only forbids them to go on.
class TableWalk::Work : public std::enable_shared_from_this<Work> {
 public:
  Work(boost::asio::any_io_executor loop, const Traffic& traffic, FlowQuestion question)
      : loop_(std::move(loop)), traffic_(&traffic), collector_(std::move(question)) {
    from_ = collector_.question().from.value_or(0);
    const std::size_t places = traffic_->upkeep().capacity();
    per_bucket_ = places == 0 ? 1 : places / traffic_->upkeep().flows().buckets();
    bucket_ = from_ / per_bucket_;
  }

  void start(std::function<void(FlowReport)> on_end) {
    on_end_ = std::move(on_end);
    collector_.report().taken_at = std::chrono::system_clock::now();
    go_on();
  }

  void stop() { traffic_ = nullptr; }

 private:
  struct Started {
    Steady::time_point at = Steady::now();
    microseconds spent = processor_time();
  };

  void go_on() {
    boost::asio::post(loop_, [self = shared_from_this()] { self->step(); });
  }

  void step() {
    if (traffic_ == nullptr) return;
    const Started began;
    const auto& upkeep = traffic_->upkeep();
    owners_.follow(traffic_->publisher());
    bool done = bucket_ >= upkeep.flows().buckets();
    while (!done && Steady::now() - began.at < kAtOnce) {
      collector_.report().unsettled +=
          upkeep.read(bucket_, kBucketsAtOnce, [this](const auto& flow) { take(flow); });
      bucket_ += kBucketsAtOnce;
      done = bucket_ >= upkeep.flows().buckets() || collector_.report().next;
    }
    if (!done) {
      note(began);
      go_on();
      return;
    }
    auto report = finish(began);
    traffic_ = nullptr;
    std::exchange(on_end_, nullptr)(std::move(report));
  }

  void take(const dataplane::RecordedFlow& flow) {
    auto& report = collector_.report();
    if (flow.place < from_ || report.next) return;
    const FlowView* const view = owners_.view(flow);
    if (view == nullptr) {
      ++report.unsettled;
    } else if (collector_.add(*view) && collector_.is_full()) {
      report.next = flow.place + 1;
    }
  }

  FlowReport finish(const Started& began) {
    const auto& asked = collector_.question().service;
    auto report = collector_.finish();
    report.capacity = traffic_->upkeep().capacity();
    for (const auto& service : owners_.services()) {
      if (!asked.empty() && service->config.name != asked) continue;
      ++report.services;
      if (records_nothing(*service)) ++report.steady;
    }
    note(began);
    report.work = work_;
    report.longest = duration_cast<microseconds>(longest_);
    return report;
  }

  void note(const Started& began) {
    work_ += processor_time() - began.spent;
    longest_ = std::max(longest_, Steady::now() - began.at);
  }

  boost::asio::any_io_executor loop_;
  const Traffic* traffic_;  // null: it is to stop
  FlowCollector collector_;
  FlowOwners owners_;
  std::function<void(FlowReport)> on_end_;
  std::uint64_t from_ = 0;
  std::size_t per_bucket_ = 1;
  std::size_t bucket_ = 0;
  microseconds work_{};
  Steady::duration longest_{};
};

TableWalk::TableWalk(boost::asio::any_io_executor loop, const Traffic& traffic, FlowQuestion question,
                     std::size_t& running)
    : work_(std::make_shared<Work>(std::move(loop), traffic, std::move(question))), running_(running) {
  ++running_;
}

TableWalk::~TableWalk() {
  work_->stop();
  --running_;
}

void TableWalk::start(std::function<void(FlowReport)> on_end) { work_->start(std::move(on_end)); }

}  // namespace shunt::control
