// SPDX-License-Identifier: Apache-2.0
#include "config/read_service.h"

#include <algorithm>
#include <array>
#include <string>

#include "config/addresses.h"
#include "config/fields.h"
#include "config/ports.h"
#include "config/scalars.h"
#include "config/suggest.h"
#include "scheduler/table_size.h"

namespace shunt::config {
namespace {

constexpr std::string_view kNameExpected = "a name of 1 to 63 letters, digits, dots, dashes or underscores";
constexpr std::string_view kPortsExpected = "a list such as [80/tcp, 5000-5999/udp], or any";

constexpr std::array<Key, 10> kKeys{
    {{"name", kNameExpected},
     {"vip", "an IPv4 or IPv6 address or prefix"},
     {"ports", kPortsExpected},
     {"scheduler"},
     {"forwarding"},
     {"seed"},
     {"table_size"},
     {"backends", "a list of addresses"},
     {.name = "health",
      .unsupported = "health checks are not supported by this version; remove the key, all backends count as up"},
     {.name = "on_down",
      .unsupported =
          "health checks are not supported by this version; remove the key, all backends count as up"}}};

bool is_service_name(std::string_view text) {
  if (text.empty() || text.size() > 63) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

void take_name(Node node, model::Service& service, ServicePlaces& places, Findings& findings) {
  const auto text = read_text(node, "name", kNameExpected, findings);
  if (!text) return;
  if (!is_service_name(*text)) {
    report_unexpected(node, "name", kNameExpected, findings);
    return;
  }
  service.name = *text;
  places.name = node.place();
}

void take_ports(Node node, model::Service& service, ServicePlaces& places, Findings& findings) {
  const auto items = read_items(node, "ports", kPortsExpected, findings);
  if (node.kind() == NodeKind::kSequence && items.empty())
    findings.error(node.place(), "ports: the list is empty; expected " + std::string(kPortsExpected));
  for (const Node item : items) {
    if (findings.is_full()) return;
    const auto range = read_ports(item, "ports", findings);
    if (!range) continue;
    service.ports.push_back(*range);
    places.ports.push_back(item.place());
  }
}

void check_scheduler(Node node, Findings& findings) {
  constexpr std::array<std::string_view, 4> kWords{"maglev", "source", "round-robin", "least-connections"};
  const auto index = read_word(node, "scheduler", kWords, findings);
  if (!index || *index == 0) return;
  findings.error(node.place(),
                 "scheduler: " + std::string(kWords[*index]) + " is not supported by this version; use maglev");
}

void take_forwarding(Node node, model::Service& service, Findings& findings) {
  constexpr std::array<std::string_view, 3> kWords{"ipip", "gue", "l2"};
  constexpr std::array<model::Forwarding, 3> kValues{model::Forwarding::kIpip, model::Forwarding::kGue,
                                                     model::Forwarding::kL2};
  if (const auto index = read_word(node, "forwarding", kWords, findings)) service.forwarding = kValues[*index];
}

std::uint32_t prime_from(std::uint32_t number) {
  while (!scheduler::is_prime(number)) ++number;
  return number;
}

/// After the backends.
void take_table_size(Node node, model::Service& service, Findings& findings) {
  const auto number = read_number(node, "table_size", {2, model::kMaxTableSize}, findings);
  if (!number) return;
  const auto size = static_cast<std::uint32_t>(*number);
  if (!scheduler::is_prime(size)) {
    findings.error(node.place(), "table_size: expected a prime, found " + std::to_string(size) +
                                     "; the next one is " + std::to_string(prime_from(size)));
  } else if (size < service.backends.size()) {
    const auto backends = static_cast<std::uint32_t>(service.backends.size());
    findings.error(node.place(), "table_size: " + std::to_string(size) + " slots are fewer than the " +
                                     std::to_string(backends) + " backends; expected a prime of at least " +
                                     std::to_string(prime_from(backends)) + ", better 100 times the backends");
  }
  service.table_size = size;
}

}  // namespace

void read_service(Node node, Draft& draft, Findings& findings) {
  model::Service service;
  ServicePlaces places;
  places.service = node.place();
  const auto fields = read_mapping(node, kKeys, "a service", findings);
  if (!fields) return;
  if (const auto name = (*fields)["name"]) take_name(*name, service, places, findings);
  if (const auto vip = (*fields)["vip"]) {
    if (const auto prefix = read_prefix(*vip, "vip", findings)) {
      service.vip = *prefix;
      places.vip = vip->place();
    }
  }
  if (const auto ports = (*fields)["ports"]) take_ports(*ports, service, places, findings);
  if (const auto scheduler = (*fields)["scheduler"]) check_scheduler(*scheduler, findings);
  if (const auto forwarding = (*fields)["forwarding"]) take_forwarding(*forwarding, service, findings);
  service.seed = draft.config.seed;
  if (const auto seed = (*fields)["seed"]) service.seed = read_seed(*seed, findings);
  if (const auto backends = (*fields)["backends"]) read_backends(*backends, service, places, findings);
  if (const auto size = (*fields)["table_size"]) take_table_size(*size, service, findings);
  draft.config.services.push_back(std::move(service));
  draft.places.push_back(std::move(places));
}

}  // namespace shunt::config
