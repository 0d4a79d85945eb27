// SPDX-License-Identifier: Apache-2.0
#include "control/controller.h"

#include <poll.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "config/load.h"
#include "control/backends.h"
#include "control/show.h"
#include "scheduler/table_size.h"

namespace shunt::control {
namespace {

using namespace std::chrono_literals;

// Packets to a backend whose next hop is unknown are dropped. Neighbours answer within milliseconds; who has not
// by then is down, and the others shall not wait for it.
constexpr auto kResolveAtStart = 1000ms;
constexpr auto kResolveAtReload = 200ms;

constexpr auto kTick = 1s;

std::string join_lines(const std::vector<config::Diagnostic>& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics) text += (text.empty() ? "" : "\n") + to_string(diagnostic);
  return text;
}

std::uint64_t slots_of(const model::Config& config) {
  std::uint64_t slots = 0;
  for (const auto& service : config.services) {
    slots += service.table_size.value_or(scheduler::choose_table_size(service.backends.size()));
  }
  return slots;
}

dataplane::MapSizes sizes_for(const model::Config& config) {
  return dataplane::map_sizes(config.limits, dataplane::slot_limit(config.limits, slots_of(config)));
}

core::Result<dataplane::Ownership> own(const dataplane::Forwarder& forwarder, const dataplane::Pins& pins) {
  dataplane::Ownership ours("shunt_forward");
  if (auto added = ours.add(forwarder.program_fd()); !added) return added.error();
  for (const auto& program : pins.pinned_programs()) {
    if (auto added = ours.add(program.get()); !added) return added.error();
  }
  return ours;
}

}  // namespace

core::Result<std::unique_ptr<Controller>> Controller::start(boost::asio::io_context& loop,
                                                            ControllerOptions options) {
  auto loaded = config::load(options.config_file);
  if (!loaded.config) return core::Error(join_lines(loaded.errors));
  for (const auto& warning : loaded.warnings) spdlog::warn("{}", to_string(warning));
  auto next_hops = route::NextHops::open();
  if (!next_hops) return next_hops.error();
  auto forwarder = dataplane::Forwarder::load(sizes_for(*loaded.config));
  if (!forwarder) return forwarder.error();
  if (const auto warning = dataplane::hidden_pins(options.pin_directory); !warning.empty())
    spdlog::warn("{}", warning);
  auto pins = dataplane::Pins::open(options.pin_directory);
  if (!pins) return pins.error();
  auto ours = own(**forwarder, *pins);
  if (!ours) return ours.error();
  std::unique_ptr<Controller> controller(new Controller(loop, std::move(options), *std::move(loaded.config),
                                                        *std::move(next_hops), *std::move(forwarder),
                                                        *std::move(pins), *std::move(ours)));
  if (auto taken = controller->take_over(); !taken) return taken.error();
  controller->follow_routes();
  controller->tick();
  return controller;
}

Controller::Controller(boost::asio::io_context& loop, ControllerOptions options, model::Config config,
                       std::unique_ptr<route::NextHops> next_hops, std::unique_ptr<dataplane::Forwarder> forwarder,
                       dataplane::Pins pins, dataplane::Ownership ours)
    : options_(std::move(options)),
      config_(std::move(config)),
      next_hops_(std::move(next_hops)),
      forwarder_(std::move(forwarder)),
      pins_(std::move(pins)),
      interfaces_(*forwarder_, std::move(ours)),
      publisher_(forwarder_->memory(), forwarder_->sizes(), hooks_for(*forwarder_)),
      events_(loop, next_hops_->fd()),
      timer_(loop),
      started_at_(std::chrono::system_clock::now()),
      loaded_at_(started_at_) {}

Controller::~Controller() {
  static_cast<void>(events_.release());  // the descriptor is NextHops's
}

dataplane::PublisherHooks Controller::hooks_for(const dataplane::Forwarder& forwarder) {
  return {.wait_for_packets = [&forwarder] { forwarder.wait_for_packets(); },
          .clear_backend_stats = [&forwarder](std::uint32_t row) { forwarder.clear_backend_stats(row); },
          .clear_service_drops = [&forwarder](std::uint32_t row) { forwarder.clear_service_drops(row); }};
}

// In an order in which packets never meet less than a controller before us gave them: the new program is filled
// before it takes the place of the old one, and the old one's pins go last.
core::Result<void> Controller::take_over() {
  interfaces_.configure(config_.interfaces);
  interfaces_.claim_rows(next_hops_->links());
  static_cast<void>(next_hops_->watch(backends_of(config_)));
  wait_for_next_hops(config_, kResolveAtStart);
  if (auto published = publish(config_); !published) return published.error();
  if (auto staged = pins_.stage(*forwarder_); !staged) return staged.error();
  interfaces_.reconcile(next_hops_->links());
  interfaces_.detach_unwanted(next_hops_->links());
  if (auto promoted = pins_.promote(*forwarder_); !promoted) return promoted.error();
  publish_changes();  // an interface that could not be attached is no egress
  return {};
}

Ways Controller::ways_of(const model::Config& config) const {
  Ways ways;
  for (const auto& backend : backends_of(config)) {
    auto way = make_egress(
        backend, next_hops_->resolution(backend), config.tunnel,
        [this](unsigned ifindex, const std::string& name) { return interfaces_.egress(ifindex, name); });
    if (auto* egress = std::get_if<dataplane::Egress>(&way)) {
      ways.egress.emplace(backend, *egress);
    } else {
      ways.reason.emplace(backend, std::get<std::string>(std::move(way)));
    }
  }
  return ways;
}

core::Result<dataplane::PublishReport> Controller::publish(const model::Config& config) {
  auto ways = ways_of(config);
  auto report = publisher_.publish({.services = config.services,
                                    .flow_seed = config.seed,
                                    .gue_port = config.tunnel.gue_port,
                                    .egress = ways.egress});
  if (!report) return report;
  log_obstacles(ways);
  ways_ = std::move(ways);
  return report;
}

void Controller::publish_changes() {
  if (auto report = publish(config_); !report) spdlog::error("cannot publish: {}", report.error().message());
}

// Each change once, and not what was the case before.
void Controller::log_obstacles(const Ways& ways) {
  for (const auto& [backend, reason] : ways.reason) {
    const auto before = ways_.reason.find(backend);
    if (before == ways_.reason.end() || before->second != reason) {
      spdlog::warn("backend {}: {}", backend.to_string(), reason);
    }
  }
  for (const auto& [backend, reason] : ways_.reason) {
    if (ways.egress.contains(backend)) spdlog::info("backend {}: next hop resolved", backend.to_string());
  }
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

ReloadReport Controller::reload(bool /*force*/) {
  const auto started = std::chrono::steady_clock::now();
  ReloadReport report;
  auto loaded = config::load(options_.config_file);
  for (const auto& warning : loaded.warnings) report.warnings.push_back(to_string(warning));
  if (!loaded.config) {
    for (const auto& error : loaded.errors) report.errors.push_back(to_string(error));
    return report;
  }
  auto& next = *loaded.config;
  if (next.limits != config_.limits) {
    report.warnings.emplace_back("`limits` takes effect at the next start");
    next.limits = config_.limits;
  }
  static_cast<void>(next_hops_->watch(backends_of(next)));
  wait_for_next_hops(next, kResolveAtReload);
  auto published = publish(next);
  if (!published) {
    static_cast<void>(next_hops_->watch(backends_of(config_)));
    report.errors.push_back(published.error().message());
    return report;
  }
  report.interfaces = interface_changes(interfaces_.status(), next.interfaces);
  config_ = std::move(next);
  loaded_at_ = std::chrono::system_clock::now();
  interfaces_.configure(config_.interfaces);
  const bool usable_changed = interfaces_.reconcile(next_hops_->links());
  if (usable_changed || report.interfaces.added + report.interfaces.removed + report.interfaces.changed > 0) {
    publish_changes();
  }
  fill(report, *published);
  report.total_time =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
  return report;
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

void Controller::detach_all() {
  interfaces_.detach_all();
  if (auto removed = pins_.remove(); !removed) spdlog::error("{}", removed.error().message());
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
    tick();
  });
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

Status Controller::status() {
  return show_status({.config_file = options_.config_file,
                      .started_at = started_at_,
                      .loaded_at = loaded_at_,
                      .publisher = publisher_,
                      .ways = ways_,
                      .interfaces = interfaces_,
                      .links = next_hops_->links(),
                      .trouble = next_hops_->trouble()});
}

Stats Controller::stats(bool per_cpu) { return show_stats(publisher_, *forwarder_, interfaces_, per_cpu); }

}  // namespace shunt::control
