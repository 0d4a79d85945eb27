// SPDX-License-Identifier: Apache-2.0
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "doctor/collect/host.h"
#include "doctor/collect/poke.h"
#include "route/reasons.h"
#include "route/survey.h"

namespace shunt::doctor {
namespace {

using namespace std::chrono_literals;

constexpr auto kWait = 1200ms;  // the kernel asks three times, a second apart; who is there answers the first one
constexpr auto kPause = 20ms;

unsigned overhead_of(model::Forwarding forwarding, net::Family family) {
  const unsigned ip = family == net::Family::kIpv4 ? 20 : 40;
  switch (forwarding) {
    case model::Forwarding::kIpip: return ip;
    case model::Forwarding::kGue: return ip + 8;
    case model::Forwarding::kL2: break;
  }
  return 0;
}

std::map<net::IpAddress, Way> backends_of(const model::Config& config) {
  std::map<net::IpAddress, Way> ways;
  for (const auto& service : config.services)
    for (const auto& backend : service.backends) {
      auto& way = ways[backend.address];
      way.backend = backend.address;
      way.services += (way.services.empty() ? "" : ", ") + service.name;
      way.overhead = std::max(way.overhead, overhead_of(service.forwarding, backend.address.family()));
      way.needs_link = way.needs_link || service.forwarding == model::Forwarding::kL2;
    }
  return ways;
}

void fill(Way& way, const route::Survey::Way& found) {
  if (const auto obstacle = obstacle_of(found)) {
    way.obstacle = obstacle->reason;
    way.silent = obstacle->kind != route::Unresolved::Kind::kNoWay;
    return;
  }
  const auto& path = std::get<route::Path>(found.path);
  way.egress = path.next_hop.interface;
  way.device = path.device;
  way.mtu = path.next_hop.mtu;
  way.on_link = path.next_hop.on_link;
}

}  // namespace

core::Result<route::Survey> survey_neighbours(const std::vector<net::IpAddress>& addresses) {
  const auto deadline = std::chrono::steady_clock::now() + kWait;
  bool poked = false;
  while (true) {
    auto survey = route::Survey::take(addresses);
    if (!survey) return survey;
    std::vector<net::IpAddress> unknown;
    for (const auto& way : survey->ways)
      if (std::holds_alternative<route::Path>(way.path) && way.obstacle()) unknown.push_back(way.destination);
    if (unknown.empty() || std::chrono::steady_clock::now() > deadline) return survey;
    if (!poked)
      for (const auto& address : unknown) poke(address);
    poked = true;
    ::poll(nullptr, 0, static_cast<int>(std::chrono::milliseconds(kPause).count()));
  }
}

std::optional<route::Unresolved> obstacle_of(const route::Survey::Way& way) {
  auto obstacle = way.obstacle();
  if (!obstacle || obstacle->kind != route::Unresolved::Kind::kResolving) return obstacle;
  const auto& path = std::get<route::Path>(way.path);
  return route::reason::no_answer(path.neighbour.address, path.device);
}

core::Result<std::vector<Way>> read_ways(const model::Config& config) {
  auto ways = backends_of(config);
  std::vector<net::IpAddress> addresses;
  for (const auto& [address, way] : ways) addresses.push_back(address);
  const auto survey = survey_neighbours(addresses);
  if (!survey) return survey.error();
  for (const auto& found : survey->ways) fill(ways.at(found.destination), found);
  std::vector<Way> all;
  for (auto& [address, way] : ways) all.push_back(std::move(way));
  return all;
}

}  // namespace shunt::doctor
