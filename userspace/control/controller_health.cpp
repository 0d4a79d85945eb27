// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "control/controller.h"
#include "control/succession.h"
#include "log/log.h"

namespace shunt::control {
namespace {

// Changes of health take no more than this part of a processor.
constexpr int kRestPerWork = 4;

}  // namespace

// What takes flows as things are, also by a controller before us, is presumed up.
void Controller::watch_health() {
  const Succession succession(traffic_.publisher().services(), config_);
  health_.configure(config_, ways_of(config_), succession.serving());
}

// A service stays whose VIP and ports, or some of them, packets find served; a new one waits until its backends
// have been asked.
void Controller::choose_served() {
  const Succession succession(traffic_.publisher().services(), config_);
  const auto waits = [&](const model::Service& service) {
    return health_.is_pending(service) && succession.predecessors(service).empty();
  };
  partial_.reset();
  if (std::ranges::any_of(config_.services, waits)) {
    partial_ = config_;
    std::erase_if(partial_->services, waits);
    return;
  }
  tell_ready();
}

void Controller::tell_ready() {
  ready_timer_.cancel();
  if (on_ready_) boost::asio::post(timer_.get_executor(), std::exchange(on_ready_, nullptr));
}

void Controller::when_ready(std::function<void()> on_ready) {
  on_ready_ = std::move(on_ready);
  ready_timer_.expires_after(kReadyWithin);
  ready_timer_.async_wait([this](const boost::system::error_code& error) {
    if (error || !on_ready_) return;
    log::tell(log::Event::kServicesWait,
              "some services still wait for the first results of their health checks; see `shunt status`");
    tell_ready();
  });
  choose_served();
}

// At once; but where many backends change one after the other, and tables are large, together.
void Controller::on_health_change(const std::set<std::string>& services) {
  const bool first = changed_health_.empty();
  changed_health_.insert(services.begin(), services.end());
  if (!first) return;
  health_timer_.expires_at(next_health_at_);
  health_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) publish_health();
  });
}

// The packets of one service are quicker to turn than those of all.
void Controller::publish_health() {
  const auto started = std::chrono::steady_clock::now();
  const auto changed = std::exchange(changed_health_, {});
  const auto waiting = [this] { return partial_ ? config_.services.size() - partial_->services.size() : 0; };
  const auto before = waiting();
  if (before > 0) choose_served();
  bool all = waiting() != before;
  for (const auto& service : served().services)
    if (!all && changed.contains(service.name)) all = !traffic_.publish_one(served(), service, ways_);
  if (all) publish_changes();
  const auto ended = std::chrono::steady_clock::now();
  next_health_at_ = ended + (ended - started) * kRestPerWork;
}

}  // namespace shunt::control
