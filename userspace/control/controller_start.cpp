// SPDX-License-Identifier: Apache-2.0

#include "config/load.h"
#include "control/controller.h"
#include "control/lines.h"
#include "control/override_store.h"
#include "dataplane/forwarder/bpf_file_system.h"
#include "log/log.h"
#include "scheduler/table_size.h"

namespace shunt::control {
namespace {

using namespace std::chrono_literals;

// Packets to a backend whose next hop is unknown are dropped. Neighbours answer within milliseconds; who has not
// by then is down, and the others shall not wait for it.
constexpr auto kResolveAtStart = 1000ms;

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
  if (!loaded.config) return core::Error(join_lines(texts_of(loaded.errors)));
  log::configure(log_of(*loaded.config, options));
  for (const auto& warning : texts_of(loaded.warnings)) log::tell(log::Event::kConfigWarning, warning);
  auto next_hops = route::NextHops::open();
  if (!next_hops) return next_hops.error();
  if (const auto warning = dataplane::hidden_pins(options.pin_directory); !warning.empty())
    log::tell(log::Event::kPinsHidden, warning);
  auto pins = dataplane::Pins::open(options.pin_directory);
  if (!pins) return pins.error();
  auto pinned = dataplane::PinnedMaps::open(options.pin_directory);
  if (!pinned && !options.forget_flows) return pinned.error();
  const auto* inherited = pinned && !options.forget_flows ? pinned->get() : nullptr;
  auto forwarder = dataplane::Forwarder::load(sizes_for(*loaded.config), inherited);
  if (!forwarder) return forwarder.error();
  auto recalled = recall(options.state_file);
  for (const auto& warning : recalled.warnings) log::tell(log::Event::kOverridesRefused, warning);
  auto ours = own(**forwarder, *pins);
  if (!ours) return ours.error();
  std::unique_ptr<Controller> controller(
      new Controller(loop, std::move(options), *std::move(loaded.config), *std::move(next_hops),
                     *std::move(forwarder), *std::move(pins), *std::move(ours), std::move(recalled.overrides)));
  if (auto taken = controller->take_over(inherited); !taken) return taken.error();
  controller->follow_routes();
  controller->tick();
  return controller;
}

// In an order in which packets never meet less than a controller before us gave them, and whoever comes after us,
// if we are killed on the way, never less than we gave them: the new program is filled and pinned before it takes
// the place of the old one, which stays pinned until then.
core::Result<void> Controller::take_over(const dataplane::PinnedMaps* pinned) {
  if (pinned != nullptr) {
    if (auto restored = traffic_.restore(*pinned); !restored)
      return core::Error(restored.error().message() +
                         "; raise the limit, or take over by `shunt run --forget-flows`");
  }
  if (pinned != nullptr)
    log::tell(log::Event::kTakenOver,
              "going on with what is pinned: " + std::to_string(traffic_.publisher().services().size()) +
                  " services and their flows");
  interfaces_.configure(config_.interfaces);
  interfaces_.claim_rows(next_hops_->links());
  static_cast<void>(next_hops_->watch(backends_to_watch(config_)));
  wait_for_next_hops(config_, kResolveAtStart);
  watch_health();
  choose_served();
  if (auto published = first_publication(); !published) return published.error();
  if (auto staged = pins_.stage(*forwarder_); !staged) return staged.error();
  if (auto promoted = pins_.promote(); !promoted) return promoted.error();
  interfaces_.reconcile(next_hops_->links());
  interfaces_.detach_unwanted(next_hops_->links());
  if (auto removed = pins_.remove_former(); !removed) return removed.error();
  publish_changes();  // an interface that could not be attached is no egress
  return {};
}

// Whoever starts us has decided: what the file has changed meanwhile is told, and not refused.
core::Result<dataplane::PublishReport> Controller::first_publication() {
  auto report = publish({.breaks = true});
  if (!report) return report;
  for (const auto& text : report->breaks)
    log::tell(log::Event::kFlowsMove, "flows move since the file has changed: " + text);
  if (const auto flows = traffic_.flow_capacity(config_.limits); flows != config_.limits.flows)
    log::tell(log::Event::kLimitsWait, "`limits.flows: " + std::to_string(config_.limits.flows) +
                                           "` waits: the flow table that goes on has room for " +
                                           std::to_string(flows) +
                                           " flows; `shunt run --forget-flows` makes a new one");
  for (const auto& text : describe_overrides(config_, traffic_.overrides()))
    log::tell(log::Event::kOverrideStands, text);
  return report;
}

}  // namespace shunt::control
