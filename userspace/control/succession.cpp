// SPDX-License-Identifier: Apache-2.0
#include "control/succession.h"

#include <algorithm>

namespace shunt::control {
namespace {

bool covers(const model::PortRange& outer, const model::PortRange& inner) {
  return outer.first <= inner.first && inner.last <= outer.last &&
         (!outer.protocol || outer.protocol == inner.protocol);
}

bool covers(const model::Service& outer, const model::Service& inner) {
  return outer.vip.contains(inner.vip) && std::ranges::all_of(inner.ports, [&](const model::PortRange& ports) {
           return std::ranges::any_of(outer.ports, [&](const auto& range) { return covers(range, ports); });
         });
}

bool meet(const model::PortRange& one, const model::PortRange& other) {
  return one.first <= other.last && other.first <= one.last &&
         (!one.protocol || !other.protocol || one.protocol == other.protocol);
}

bool ports_meet(const model::Service& one, const model::Service& other) {
  return std::ranges::any_of(one.ports, [&](const model::PortRange& ports) {
    return std::ranges::any_of(other.ports, [&](const auto& range) { return meet(ports, range); });
  });
}

}  // namespace

Succession::Succession(const std::vector<dataplane::Publisher::Service>& published, const model::Config& config)
    : config_(config) {
  std::unordered_map<std::string_view, const model::Service*> next;
  for (const auto& service : config.services) next.emplace(service.name, &service);
  for (const auto& service : published) {
    by_name_.emplace(service->config.name, service.get());
    const auto stays = next.find(service->config.name);
    if (stays != next.end() && covers(*stays->second, service->config)) continue;
    leaving_.emplace(service->config.vip, service.get());
    if (!service->config.vip.is_single_address()) leaving_prefixes_.push_back(service.get());
  }
}

std::vector<const Succession::Published*> Succession::predecessors(const model::Service& service) const {
  std::vector<const Published*> found;
  if (const auto same = by_name_.find(service.name); same != by_name_.end()) found.push_back(same->second);
  const auto consider = [&](const Published* old) {
    if (old->config.name != service.name && ports_meet(old->config, service)) found.push_back(old);
  };
  const auto [first, last] = leaving_.equal_range(service.vip);
  for (auto old = first; old != last; ++old) consider(old->second);
  for (const auto* old : leaving_prefixes_)
    if (old->config.vip != service.vip && old->config.vip.contains(service.vip)) consider(old);
  if (service.vip.is_single_address()) return found;
  for (const auto& [vip, old] : leaving_)
    if (vip != service.vip && service.vip.contains(vip)) consider(old);
  return found;
}

std::set<Succession::Key> Succession::serving() const {
  std::set<Key> serving;
  for (const auto& service : config_.services)
    for (const auto* old : predecessors(service))
      for (const auto& backend : old->backends)
        if (!backend.removed && backend.share.weight != 0) serving.insert({service.name, backend.address});
  return serving;
}

}  // namespace shunt::control
