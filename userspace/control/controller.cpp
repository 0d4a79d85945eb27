// SPDX-License-Identifier: Apache-2.0
#include "control/controller.h"

#include <poll.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <iterator>
#include <utility>

#include "control/backends.h"
#include "control/feed_history.h"
#include "control/show.h"
#include "log/log.h"

namespace shunt::control {
namespace {

using namespace std::chrono_literals;

constexpr auto kTick = 1s;

}  // namespace

Controller::Controller(boost::asio::io_context& loop, ControllerOptions options, model::Config config,
                       std::unique_ptr<route::NextHops> next_hops, std::unique_ptr<dataplane::Forwarder> forwarder,
                       dataplane::Pins pins, dataplane::Ownership ours, model::Overrides overrides)
    : options_(std::move(options)),
      config_(std::move(config)),
      next_hops_(std::move(next_hops)),
      forwarder_(std::move(forwarder)),
      pins_(std::move(pins)),
      interfaces_(*forwarder_, std::move(ours)),
      health_(loop, *forwarder_, config_.probes,
              [this](const std::set<std::string>& services) { on_health_change(services); }),
      traffic_(*forwarder_, health_, std::move(overrides)),
      inspector_({.loop = loop,
                  .config = config_,
                  .ways = ways_,
                  .next_hops = *next_hops_,
                  .forwarder = *forwarder_,
                  .interfaces = interfaces_,
                  .health = health_,
                  .traffic = traffic_,
                  .ways_if_reloaded = [this](const model::Config& other) { return ways_if_reloaded(other); }}),
      ready_timer_(loop),
      health_timer_(loop),
      events_(loop, next_hops_->fd()),
      timer_(loop),
      started_at_(std::chrono::system_clock::now()),
      loaded_at_(started_at_) {}

Controller::~Controller() {
  static_cast<void>(events_.release());  // the descriptor is NextHops's
}

Ways Controller::ways_of(const model::Config& config) const {
  return ways_of(config,
                 [this](unsigned ifindex, const std::string& name) { return interfaces_.egress(ifindex, name); });
}

// With the interfaces of that file, of which those that are new have no program yet.
Ways Controller::ways_if_reloaded(const model::Config& config) const {
  const auto attached = interfaces_.status();
  return ways_of(
      config, [&](unsigned ifindex, const std::string& name) -> std::variant<EgressInterface, std::string> {
        if (std::ranges::find(config.interfaces, name, &model::Interface::name) == config.interfaces.end())
          return "leaves by " + name + ", which is not among `interfaces` of that file; add it";
        if (std::ranges::find(attached, name, &InterfaceStatus::name) == attached.end())
          return "leaves by " + name + ", which is not attached before the reload";
        return interfaces_.egress(ifindex, name);
      });
}

Ways Controller::ways_of(const model::Config& config, const EgressInterfaceOf& egress_of) const {
  Ways ways;
  for (const auto& backend : backends_to_watch(config)) {
    const auto resolution = next_hops_->resolution(backend);
    auto way = make_egress(backend, resolution, config.tunnel, egress_of);
    if (auto* egress = std::get_if<dataplane::Egress>(&way)) {
      ways.egress.emplace(backend, *egress);
      if (const auto& local = std::get<route::NextHop>(resolution).local) ways.local.emplace(backend, *local);
    } else {
      const auto* unresolved = std::get_if<route::Unresolved>(&resolution);
      ways.kind.emplace(backend, unresolved == nullptr ? route::Unresolved::Kind::kNoWay : unresolved->kind);
      ways.reason.emplace(backend, std::get<std::string>(std::move(way)));
    }
  }
  return ways;
}

// Also those that are no longer in the file: their flows still go there, from the moment of its publication on.
std::vector<net::IpAddress> Controller::backends_to_watch(const model::Config& config) const {
  auto backends = backends_of(config);
  std::ranges::copy(traffic_.published_backends(), std::back_inserter(backends));
  make_unique(backends);
  return backends;
}

core::Result<dataplane::PublishReport> Controller::publish(dataplane::Allow allow) {
  auto ways = ways_of(config_);
  auto report = traffic_.publish(served(), ways, allow);
  if (!report) return report;
  log_obstacles(ways);
  follow_flaps(ways);
  ways_ = std::move(ways);
  health_.published(config_, ways_);
  return report;
}

void Controller::publish_changes() {
  if (auto report = publish({.in_place = true}); !report)
    log::tell(log::Event::kPublishFailed, report.error().message());
}

// Each change once, and not what was the case before.
void Controller::log_obstacles(const Ways& ways) {
  for (const auto& [backend, reason] : ways.reason) {
    const auto before = ways_.reason.find(backend);
    if (before == ways_.reason.end() || before->second != reason) {
      log::tell(log::Event::kNextHopLost, {.backend = backend.to_string()}, reason);
    }
  }
  for (const auto& [backend, reason] : ways_.reason) {
    if (ways.egress.contains(backend))
      log::tell(log::Event::kNextHopFound, {.backend = backend.to_string()}, "next hop resolved");
  }
}

// What stands in the way does not matter: of one outage that may change, from being asked for to no answer.
void Controller::follow_flaps(const Ways& ways) {
  const auto now = std::chrono::steady_clock::now();
  const auto backends = backends_to_watch(config_);
  for (const auto& backend : backends) {
    const auto egress = ways.egress.find(backend);
    std::string way;
    if (egress != ways.egress.end()) {
      const auto& row = *egress->second.next_hop;
      way.append(reinterpret_cast<const char*>(row.destination_mac), sizeof row.destination_mac);
      way += std::to_string(row.ifindex);
    }
    flaps_.follow(backend, way, now);
  }
  flaps_.keep_only(backends);
}

void Controller::wait_for_next_hops(const model::Config& config, std::chrono::milliseconds at_most) {
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  while (!ways_of(config).reason.empty()) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left <= 0ms) return;
    pollfd events{.fd = next_hops_->fd(), .events = POLLIN, .revents = 0};
    if (::poll(&events, 1, static_cast<int>(left.count())) <= 0) return;
    static_cast<void>(next_hops_->on_readable());
  }
}

core::Result<AttachReport> Controller::attach(const std::string& interface, model::AttachMode mode) {
  auto report = interfaces_.attach(interface, mode, next_hops_->links());
  publish_changes();
  return report;
}

core::Result<void> Controller::detach(const std::string& interface) {
  auto detached = interfaces_.detach(interface);
  publish_changes();
  return detached;
}

core::Result<void> Controller::detach_all() {
  inspector_.stop_diagnosis();
  health_.give_back(config_, ways_);
  health_.configure({}, {}, {});
  health_.published({}, {});  // its descriptors may be all that there are, and detaching takes some
  if (auto detached = interfaces_.detach_all(); !detached) return detached;
  return pins_.remove();
}

void Controller::follow_routes() {
  events_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [this](const boost::system::error_code& error) {
                       if (error) return;
                       const auto changed = next_hops_->on_readable();
                       on_network_change(!changed.empty());
                       follow_routes();
                     });
}

void Controller::tick() {
  timer_.expires_after(kTick);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const auto changed = next_hops_->refresh();
    on_network_change(!changed.empty());
    log_ended_drains();
    if (traffic_.tick(served())) publish_changes();
    health_.tick(config_, ways_);
    health_.watch(traffic_.publisher().services());
    sweep();
    note_history();
    tick();
  });
}

void Controller::log_ended_drains() {
  const auto now = std::chrono::system_clock::now();
  const auto before = std::exchange(drains_seen_at_, now);
  for (const auto& [key, override] : traffic_.overrides())
    if (override.until && *override.until > before && *override.until <= now)
      log::tell(log::Event::kDrainEnded, {.service = key.service, .backend = key.backend.to_string()},
                "the drain is over: flows that are left move, it is disabled");
}

// In parts, with what else is due in between.
void Controller::sweep() {
  if (!traffic_.sweep()) return;
  boost::asio::post(timer_.get_executor(), [this] { sweep(); });
}

void Controller::on_network_change(bool next_hops_changed) {
  const auto events = next_hops_->take_link_events();
  bool changed = next_hops_changed;
  if (!events.empty()) {
    for (const auto& event : events) interfaces_.retry(event.link.name);
    changed = interfaces_.reconcile(next_hops_->links()) || changed;
  }
  if (changed) publish_changes();
}

StatusSources Controller::status_sources() const {
  return {.config_file = options_.config_file,
          .started_at = started_at_,
          .loaded_at = loaded_at_,
          .reloads = reloads_,
          .config = config_,
          .traffic = traffic_,
          .health = health_,
          .ways = ways_,
          .interfaces = interfaces_,
          .flaps = flaps_,
          .links = next_hops_->links(),
          .trouble = next_hops_->trouble()};
}

Status Controller::status() { return show_status(status_sources()); }

Status Controller::service_status(const std::string& service) { return show_status(status_sources(), service); }

void Controller::note_history() {
  const auto now = std::chrono::steady_clock::now();
  if (!history_.due(now)) return;
  history_.begin(now, std::chrono::system_clock::now());
  feed(history_, stats(true), traffic_);
  history_.end();
}

std::optional<history::View> Controller::history(const history::Query& query) { return history_.view(query); }

Stats Controller::stats(bool per_cpu) {
  return show_stats(traffic_.publisher(), *forwarder_, interfaces_, per_cpu);
}

}  // namespace shunt::control
