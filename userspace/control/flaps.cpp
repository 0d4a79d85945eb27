// SPDX-License-Identifier: Apache-2.0
#include "control/flaps.h"

#include <algorithm>
#include <map>

#include "control/listing.h"

namespace shunt::control {

void Flaps::follow(const net::IpAddress& backend, const std::string& way, Time now) {
  const auto [known, is_new] = backends_.try_emplace(backend);
  auto& followed = known->second;
  if (!is_new && followed.way != way) {
    followed.changes.push_back(now);
    if (followed.changes.size() > kMost) followed.changes.pop_front();
  }
  followed.way = way;
}

void Flaps::keep_only(const std::vector<net::IpAddress>& backends) {
  std::erase_if(backends_, [&](const auto& each) { return !std::ranges::binary_search(backends, each.first); });
}

Alarms Flaps::alarms(Time now) const {
  std::map<net::IpAddress, std::size_t> flapping;
  for (const auto& [backend, followed] : backends_) {
    const auto recent = std::ranges::count_if(followed.changes, [&](Time at) { return now - at < kWindow; });
    if (static_cast<std::size_t>(recent) >= kMany) flapping.emplace(backend, recent);
  }
  if (flapping.empty()) return {};
  Listing listing;
  for (const auto& [backend, changes] : flapping)
    listing.add(backend.to_string(), std::to_string(changes) + " changes in 5 min");
  return {{.id = "next_hops_flap",
           .text = "next hops flap, and packets are lost or move each time: " + listing.text()}};
}

}  // namespace shunt::control
