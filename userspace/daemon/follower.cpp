// SPDX-License-Identifier: Apache-2.0
#include "daemon/follower.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "daemon/notify.h"

namespace shunt::daemon {

control::ReloadReport Follower::reload(bool force) {
  notify_reloading();
  control::ReloadReport report = controller_->reload(force);
  if (report.errors.empty()) {
    if (const auto listening = listen_(); !listening) report.warnings.push_back(listening.error().message());
    spdlog::info("reloaded: services {} added, {} removed, {} changed; {} slots moved", report.services.added,
                 report.services.removed, report.services.changed, report.slots_moved);
  }
  for (const std::string& error : report.errors) spdlog::error("{}", error);
  for (const std::string& warning : report.warnings) spdlog::warn("{}", warning);
  if (!report.errors.empty()) spdlog::error("nothing applied; the running state is kept");
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
