// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <tuple>

#include "config/addresses.h"
#include "config/fields.h"
#include "config/hints.h"
#include "config/read_service.h"
#include "config/scalars.h"

namespace shunt::config {
namespace {

/// @return the backend, and in `place` where its address stands
std::optional<model::Backend> read_backend(Node node, Place& place, Findings& findings) {
  constexpr std::array<Key, 3> kKeys{{{"address", "an IPv4 or IPv6 address"}, {"weight"}, {"backup"}}};
  model::Backend backend;
  std::optional<Node> address_node = node;
  if (node.kind() != NodeKind::kScalar) {
    const auto fields = read_mapping(node, kKeys, "a backend", findings, backend_key_hint);
    if (!fields) return std::nullopt;
    address_node = (*fields)["address"];
    if (const auto weight = (*fields)["weight"]) {
      const auto number = read_number(*weight, "weight", {0, model::kMaxWeight}, findings);
      backend.weight = static_cast<std::uint32_t>(number.value_or(backend.weight));
    }
    if (const auto backup = (*fields)["backup"])
      backend.backup = read_flag(*backup, "backup", findings).value_or(backend.backup);
  }
  if (!address_node) return std::nullopt;
  const auto address = read_address(*address_node, "backend", findings);
  if (!address) return std::nullopt;
  backend.address = *address;
  place = address_node->place();
  return backend;
}

void report_duplicates(const model::Service& service, const ServicePlaces& places, Findings& findings) {
  std::vector<std::size_t> order(service.backends.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto address = [&](std::size_t i) -> const net::IpAddress& { return service.backends[i].address; };
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return std::tie(address(a), a) < std::tie(address(b), b); });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (address(order[i]) != address(order[i - 1])) continue;
    findings.error(places.backends[order[i]], "duplicate backend " + address(order[i]).to_string() + " in " +
                                                  service_title(service, places) + "; it stands in line " +
                                                  std::to_string(places.backends[order[i - 1]].line) +
                                                  " already; a weight gives it a greater share");
  }
}

void report_foreign_families(const model::Service& service, const ServicePlaces& places, Findings& findings) {
  if (service.forwarding != model::Forwarding::kL2 || !places.vip) return;
  const auto family = service.vip.address().family();
  for (std::size_t i = 0; i < service.backends.size(); ++i) {
    const auto& address = service.backends[i].address;
    if (address.family() == family) continue;
    findings.error(places.backends[i], "backend " + address.to_string() + " is not " +
                                           std::string(net::to_string(family)) + " as the VIP " +
                                           service.vip.to_string() +
                                           "; l2 leaves the packet as it is, use ipip or gue");
  }
}

void warn_of_shares(Place place, const model::Service& service, const ServicePlaces& places, Findings& findings) {
  const bool weightless = std::all_of(service.backends.begin(), service.backends.end(),
                                      [](const model::Backend& backend) { return backend.weight == 0; });
  if (weightless) {
    const std::string_view what = service.backends.empty() ? " has no backends" : " has only backends of weight 0";
    findings.warning(place, service_title(service, places) + std::string(what) + "; its packets are dropped");
    return;
  }
  const bool only_backups = std::all_of(service.backends.begin(), service.backends.end(),
                                        [](const model::Backend& backend) { return backend.backup; });
  if (!only_backups) return;
  findings.warning(
      place, "all backends of " + service_title(service, places) + " are backups; they serve as if none was");
}

}  // namespace

void read_backends(Node node, model::Service& service, ServicePlaces& places, Findings& findings) {
  constexpr std::string_view kExpected = "a list of backends, each an address or {address: 192.0.2.1, weight: 1}";
  const auto items = read_items(node, "backends", kExpected, findings);
  service.backends.reserve(items.size());
  places.backends.reserve(items.size());
  for (const Node item : items) {
    if (findings.is_full()) return;
    Place place;
    const auto backend = read_backend(item, place, findings);
    if (!backend) continue;
    service.backends.push_back(*backend);
    places.backends.push_back(place);
  }
  report_duplicates(service, places, findings);
  report_foreign_families(service, places, findings);
  places.all_backends = service.backends.size() == items.size();
  if (node.kind() == NodeKind::kSequence && places.all_backends)
    warn_of_shares(node.place(), service, places, findings);
}

}  // namespace shunt::config
