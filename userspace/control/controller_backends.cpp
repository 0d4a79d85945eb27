// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "control/controller.h"
#include "control/override_store.h"
#include "control/show.h"
#include "log/log.h"

namespace shunt::control {
namespace {

using Kind = Refused::Kind;

template <typename Range, typename Name>
std::string listed(const Range& range, Name name) {
  constexpr std::size_t kShown = 20;
  std::string text;
  std::size_t count = 0;
  for (const auto& element : range) {
    if (++count > kShown) return text + ", ...";
    text += (text.empty() ? "" : ", ") + name(element);
  }
  return text.empty() ? "none" : text;
}

Refused unknown_service(const std::string& name, const model::Config& config) {
  return {Kind::kUnknown, "no service " + name + "; there is: " + listed(config.services, [](const auto& service) {
                            return service.name;
                          })};
}

Refused unknown_backend(const net::IpAddress& address, const model::Service& service) {
  return {Kind::kUnknown,
          "service " + service.name + " has no backend " + address.to_string() + "; it has: " +
              listed(service.backends, [](const auto& backend) { return backend.address.to_string(); })};
}

model::Override changed(const model::Override& before, const BackendChange& change, const model::Config& config) {
  model::Override after = before;
  if (change.state) {
    after.state = change.state;
    after.until.reset();
    if (*change.state == model::AdminState::kEnabled) after.state.reset();
    if (*change.state == model::AdminState::kDraining)
      after.until = std::chrono::system_clock::now() + change.drain_for.value_or(config.tracking.drain);
  }
  if (change.weight) after.weight = change.weight;
  if (change.weight_of_file) after.weight.reset();
  return after;
}

}  // namespace

std::variant<BackendReport, Refused> Controller::change_backend(const std::string& service_name,
                                                                const net::IpAddress& address,
                                                                const BackendChange& change) {
  const auto service = std::ranges::find(config_.services, service_name, &model::Service::name);
  if (service == config_.services.end()) return unknown_service(service_name, config_);
  const auto backend = std::ranges::find(service->backends, address, &model::Backend::address);
  if (backend == service->backends.end()) return unknown_backend(address, *service);

  const auto before = traffic_.overrides();
  const auto* known = before.find(service_name, address);
  auto after = before;
  after.set(service_name, address, changed(known == nullptr ? model::Override{} : *known, change, config_));
  const bool served = any_takes_flows(traffic_.parts(*service));
  traffic_.override_by(after);
  if (!change.force && served && !any_takes_flows(traffic_.parts(*service))) {
    traffic_.override_by(before);
    return Refused{Kind::kConflict,
                   address.to_string() + " is the last backend of service " + service_name +
                       " that takes new flows: all of them would be dropped; --force does it all the same"};
  }
  const auto apply = [&] {
    auto quick = traffic_.publish_one(config_, *service, ways_);
    return quick ? core::Result<dataplane::PublishReport>(*std::move(quick)) : publish({.in_place = true});
  };
  auto report = apply();
  if (!report) {
    traffic_.override_by(before);
    return Refused{Kind::kConflict, report.error().message()};
  }
  // Packets do not wait for the disk; whoever asked does. What cannot be remembered is undone: it would end with
  // us.
  if (auto stored = store(options_.state_file, after); !stored) {
    traffic_.override_by(before);
    if (const auto undone = apply(); !undone) log::tell(log::Event::kUndoFailed, undone.error().message());
    return Refused{Kind::kConflict, stored.error().message()};
  }
  auto status = show_backend_of(this->status(), service_name, address);
  log::tell(log::Event::kBackendChanged, {.service = service_name, .backend = address.to_string()},
            std::string(to_string(status.state)) + ", weight " + std::to_string(status.weight) + "; " +
                std::to_string(report->slots_moved) + " slots moved",
            {{"state", std::string(to_string(status.state))},
             {"weight", std::to_string(status.weight)},
             {"slots_moved", std::to_string(report->slots_moved)}});
  return BackendReport{.backend = std::move(status), .slots_moved = report->slots_moved, .warnings = {}};
}

}  // namespace shunt::control
