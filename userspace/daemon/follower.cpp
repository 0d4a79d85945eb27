// SPDX-License-Identifier: Apache-2.0
#include "daemon/follower.h"

#include <fmt/format.h>

#include "control/asking.h"
#include "daemon/notify.h"
#include "log/log.h"

namespace shunt::daemon {
namespace {

void tell(const control::ReloadReport& report) {
  using log::Event;
  for (const std::string& error : report.errors) log::tell(Event::kConfigError, error);
  for (const std::string& warning : report.warnings) log::tell(Event::kConfigWarning, warning);
  const auto& by = control::Asking::by();
  const auto asked = by.empty() ? std::string() : ", asked by " + by;
  const auto took = std::to_string(report.total_time.count());
  if (report.errors.empty()) {
    const auto& services = report.services;
    log::tell(Event::kReloadApplied, {},
              fmt::format("services: {} added, {} removed, {} changed, {} waiting; {} slots moved, in {:.1f} ms{}",
                          services.added, services.removed, services.changed, report.services_waiting,
                          report.slots_moved, static_cast<double>(report.total_time.count()) / 1000, asked),
              {{"by", by}, {"took_us", took}, {"slots_moved", std::to_string(report.slots_moved)}});
  } else {
    log::tell(Event::kReloadRefused, {},
              fmt::format("nothing applied{}; {} error{}, the first: {}", asked, report.errors.size(),
                          report.errors.size() == 1 ? "" : "s", report.errors.front()),
              {{"by", by}, {"took_us", took}, {"errors", std::to_string(report.errors.size())}});
  }
}

}  // namespace

control::ReloadReport Follower::reload(bool force) {
  notify_reloading();
  control::ReloadReport report = controller_->reload(force);
  if (report.errors.empty()) {
    if (const auto listening = listen_(); !listening) report.warnings.push_back(listening.error().message());
  }
  tell(report);
  announce();
  return report;
}

std::variant<control::BackendReport, control::Refused> Follower::change_backend(
    const std::string& service, const net::IpAddress& backend, const control::BackendChange& change) {
  auto outcome = controller_->change_backend(service, backend, change);
  if (std::holds_alternative<control::BackendReport>(outcome)) announce();  // alarms may have come or gone
  return outcome;
}

void Follower::announce() {
  const control::Status status = controller_->status();
  notify(fmt::format("READY=1\nSTATUS={} services, {} interfaces, {} alarms", status.services.size(),
                     status.interfaces.size(), status.alarms.size()));
}

}  // namespace shunt::daemon
