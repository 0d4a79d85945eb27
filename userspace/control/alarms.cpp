// SPDX-License-Identifier: Apache-2.0
#include "control/alarms.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "control/listing.h"

namespace shunt::control {
namespace {

Listing backends_that_are(BackendState state, const ServiceStatus& service) {
  Listing listing;
  for (const auto& backend : service.backends)
    if (backend.state == state) listing.add(backend.address.to_string(), backend.reason);
  return listing;
}

std::string are_up(std::size_t healthy, std::size_t backends) {
  return std::to_string(healthy) + " of " + std::to_string(backends) + " backends " +
         (healthy == 1 ? "is" : "are") + " up";
}

std::string of_all(const Listing& listing, const ServiceStatus& service) {
  return std::to_string(listing.count()) + " of " + std::to_string(service.backends.size()) + " backends";
}

}  // namespace

Alarms service_alarms(const ServiceStatus& service) {
  Alarms alarms;
  const auto add = [&](const char* id, const std::string& text) {
    alarms.push_back({.id = id, .of = service.name, .text = "service " + service.name + ": " + text});
  };
  if (service.waiting) {
    add("service_waiting", "not served yet, its backends are being asked for the first time");
    return alarms;
  }
  const bool any_takes =
      std::ranges::any_of(service.backends, [](const auto& backend) { return backend.slots != 0; });
  const auto down = backends_that_are(BackendState::kDown, service);
  if (down.count() > 0)
    add("backends_down", of_all(down, service) + (down.count() == 1 ? " is" : " are") + " down: " + down.text());
  if (!service.failing.empty())
    add("too_few_backends",
        failing_text(service.failing, service.healthy,
                     static_cast<std::size_t>(std::ranges::count(service.backends, false, &BackendStatus::backup)),
                     any_takes));
  const auto unresolved = backends_that_are(BackendState::kUnresolved, service);
  if (!any_takes) {
    if (service.failing.empty()) add("no_backend_takes_flows", "no backend takes new flows: they are dropped");
  } else if (unresolved.count() == service.backends.size()) {
    add("backends_unreachable", "no backend can be reached, all its packets are dropped: " + unresolved.text());
  } else if (unresolved.count() > 0) {
    add("backends_unreachable",
        of_all(unresolved, service) +
            " cannot be reached, the packets of their slots are dropped: " + unresolved.text());
  }
  return alarms;
}

// Early enough to act: the table takes a third more than the limit, and refuses new flows before it gives up live
// ones.
Alarms flow_table_alarms(const FlowTableStatus& table, bool refuses) {
  Alarms alarms;
  if (refuses)
    alarms.push_back(
        {.id = "flows_not_recorded",
         .text =
             "new flows are not recorded: the flow table is full, or tracking.new_flows is exceeded; they stay "
             "with the backends of before, and windows stay open"});
  if (const auto used = table.flows + table.unconfirmed; used * 5 >= table.capacity * 4)
    alarms.push_back({.id = "flow_table_full",
                      .text = "flow table: " + std::to_string(used) + " of " + std::to_string(table.capacity) +
                              " flows; raise limits.flows"});
  return alarms;
}

Alarms reload_alarms(const Reloads& reloads, WallTime loaded_at) {
  if (!reloads.last || reloads.last->applied) return {};
  return {{.id = "reload_refused",
           .text = "the last reload was refused: running with the configuration of " + utc(loaded_at) +
                   (reloads.last->errors.empty() ? "" : "; " + reloads.last->errors.front())}};
}

std::string utc(WallTime time) {
  const auto seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts)};
}

std::string failing_text(std::string_view policy, std::size_t healthy, std::size_t backends, bool any_takes) {
  if (!any_takes && policy != "closed")
    return are_up(healthy, backends) + ", fewer than its quorum, and operators or agents keep the " +
           (policy == "backup" ? "backups" : "others") + " from new flows: they are dropped";
  const std::string follows = policy == "open"     ? "flows go to all of them, whatever their checks say"
                              : policy == "backup" ? "flows go to the backups"
                                                   : "new flows are dropped";
  return are_up(healthy, backends) + ", fewer than its quorum: " + follows;
}

std::string recovered_text(bool by_backups, std::size_t healthy, std::size_t backends) {
  return by_backups ? "a backup is up: flows go to it" : are_up(healthy, backends) + ": flows go to them again";
}

}  // namespace shunt::control
