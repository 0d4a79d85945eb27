// SPDX-License-Identifier: Apache-2.0
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "control/controller.h"

namespace shunt::control {

// Backends that take flows as things are, also by a controller before us.
std::set<Health::Key> Controller::serving() const {
  std::set<Health::Key> serving;
  for (const auto& service : traffic_.publisher().services())
    for (const auto& backend : service->backends)
      if (!backend.removed && backend.share.weight != 0) serving.insert({service->config.name, backend.address});
  return serving;
}

void Controller::watch_health(const model::Config& config) {
  health_.configure(config, ways_of(config), serving());
}

// A service that packets know already stays; a new one waits until its backends have been asked.
void Controller::choose_served() {
  std::set<std::string_view> known;
  for (const auto& service : traffic_.publisher().services()) known.insert(service->config.name);
  const auto waits = [&](const model::Service& service) {
    return !known.contains(service.name) && health_.is_pending(service);
  };
  partial_.reset();
  if (std::ranges::any_of(config_.services, waits)) {
    partial_ = config_;
    std::erase_if(partial_->services, waits);
    return;
  }
  if (on_ready_) boost::asio::post(timer_.get_executor(), std::exchange(on_ready_, nullptr));
}

void Controller::when_ready(std::function<void()> on_ready) {
  on_ready_ = std::move(on_ready);
  choose_served();
}

// The packets of one service are quicker to turn than those of all: it is all that matters now.
void Controller::on_health_change(const std::set<std::string>& services) {
  const auto waiting = partial_ ? config_.services.size() - partial_->services.size() : 0;
  if (waiting > 0) choose_served();
  bool all = waiting > 0 && (!partial_ || config_.services.size() - partial_->services.size() != waiting);
  for (const auto& service : served().services)
    if (!all && services.contains(service.name)) all = !traffic_.publish_one(served(), service, ways_);
  if (all) publish_changes();
}

}  // namespace shunt::control
