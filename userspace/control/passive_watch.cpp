// SPDX-License-Identifier: Apache-2.0
#include "control/passive_watch.h"

#include <chrono>

namespace shunt::control {

void PassiveWatch::look(const std::vector<dataplane::Publisher::Service>& services) {
  blind_ = false;
  for (auto& [name, watched] : services_) watched.present = false;
  for (const auto& service : services) {
    if (service->config.health.passive == model::Passive::kOff) continue;
    auto& watched = services_[service->config.name];
    watched.present = true;
    if (!look_at(*service, watched)) blind_ = true;
  }
  std::erase_if(services_, [](const auto& known) { return !known.second.present; });
}

bool PassiveWatch::look_at(const dataplane::PublishedService& service, Watched& watched) {
  std::map<net::IpAddress, std::uint32_t> rows;
  std::map<health::PassiveJudge::Backend, health::Syns> totals;
  for (const auto& backend : service.backends) {
    if (backend.removed) continue;
    const auto row = backend.stats->first();
    const auto counted = forwarder_.read_syn_stats(row);
    if (!counted) return false;
    rows.emplace(backend.address, row);
    totals[row] = {.first = counted->first, .repeated = counted->repeated};
  }
  watched.rows = std::move(rows);
  watched.judge.judge(totals, std::chrono::steady_clock::now());
  return true;
}

const PassiveWatch::Opinion* PassiveWatch::find(const std::string& service, const net::IpAddress& backend) const {
  const auto watched = services_.find(service);
  if (watched == services_.end()) return nullptr;
  const auto row = watched->second.rows.find(backend);
  return row == watched->second.rows.end() ? nullptr : watched->second.judge.find(row->second);
}

}  // namespace shunt::control
