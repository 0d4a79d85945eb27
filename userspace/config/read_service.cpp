// SPDX-License-Identifier: Apache-2.0
#include "config/read_service.h"

#include <algorithm>
#include <array>
#include <string>

#include "config/addresses.h"
#include "config/fields.h"
#include "config/hints.h"
#include "config/ports.h"
#include "config/read_health.h"
#include "config/scalars.h"
#include "config/times.h"
#include "config/words.h"
#include "scheduler/table_size.h"

namespace shunt::config {
namespace {

constexpr std::string_view kNameExpected = "a name of 1 to 63 letters, digits, dots, dashes or underscores";
constexpr std::string_view kPortsExpected = "a list such as [80/tcp, 5000-5999/udp], or any";

constexpr std::array<Key, 17> kKeys{{{"name", kNameExpected},
                                     {"vip", "an IPv4 or IPv6 address or prefix"},
                                     {"ports", kPortsExpected},
                                     {"scheduler"},
                                     {"source_prefix"},
                                     {"forwarding"},
                                     {"udp"},
                                     {"on_down"},
                                     {"slow_start"},
                                     {"seed"},
                                     {"table_size"},
                                     {"backends", "a list of addresses"},
                                     {"health"},
                                     {"fail"},
                                     {"quorum"},
                                     {"quorum_hysteresis"},
                                     {"passive"}}};

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
  places.all_ports = !items.empty() && service.ports.size() == items.size();
}

void take_words(const Fields& fields, model::Service& service, Findings& findings) {
  using model::OnDown;
  using model::UdpTracking;
  constexpr std::array kTrackings{UdpTracking::kTracked, UdpTracking::kStateless};
  constexpr std::array kOnDowns{OnDown::kMove, OnDown::kKeep};
  service.forwarding =
      read_value(fields["forwarding"], "forwarding", model::kForwardings, findings).value_or(service.forwarding);
  service.udp = read_value(fields["udp"], "udp", kTrackings, findings).value_or(service.udp);
  service.on_down = read_value(fields["on_down"], "on_down", kOnDowns, findings).value_or(service.on_down);
}

/// After the VIP, whose family is the clients'.
void take_source_prefix(Node node, model::Service& service, const ServicePlaces& places, Findings& findings) {
  const bool ipv4 = places.vip && service.vip.address().family() == net::Family::kIpv4;
  if (const auto bits = read_number(node, "source_prefix", {1, ipv4 ? 32U : 128U}, findings))
    service.source_prefix = static_cast<std::uint8_t>(*bits);
}

/// The scheduler and what only some schedulers have; after the VIP.
void take_scheduler(const Fields& fields, model::Service& service, const ServicePlaces& places,
                    Findings& findings) {
  using enum model::Scheduler;
  const auto node = fields["scheduler"];
  const auto scheduler = read_value(node, "scheduler", model::kSchedulers, findings);
  service.scheduler = scheduler.value_or(service.scheduler);
  const auto prefix = fields["source_prefix"];
  if (service.scheduler == kSource)
    service.source_prefix = service.vip.address().family() == net::Family::kIpv4 ? 32 : 128;
  const bool unknown = node && !scheduler;  // an error already; which keys belong to it, nobody knows
  if (!prefix || unknown) return;
  if (service.scheduler == kSource) {
    take_source_prefix(*prefix, service, places, findings);
    return;
  }
  findings.error(prefix->place(), "source_prefix: only the scheduler source has it, and this service's is " +
                                      std::string(model::to_string(service.scheduler)) +
                                      (node ? "" : " (the default)") +
                                      "; set scheduler: source, or remove the key");
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
  const auto fields = read_mapping(node, kKeys, "a service", findings, service_key_hint);
  if (!fields) return;
  if (const auto name = (*fields)["name"]) take_name(*name, service, places, findings);
  if (const auto vip = (*fields)["vip"]) {
    if (const auto prefix = read_prefix(*vip, "vip", findings)) {
      service.vip = *prefix;
      places.vip = vip->place();
    }
  }
  if (const auto ports = (*fields)["ports"]) take_ports(*ports, service, places, findings);
  take_scheduler(*fields, service, places, findings);
  take_words(*fields, service, findings);
  if (const auto time = (*fields)["slow_start"]) {
    const TimeBounds bounds{std::chrono::seconds{0}, model::kMaxSlowStart};
    service.slow_start = read_seconds(*time, "slow_start", bounds, findings).value_or(service.slow_start);
  }
  service.seed = draft.config.seed;
  if (const auto seed = (*fields)["seed"]) service.seed = read_seed(*seed, findings);
  if (const auto backends = (*fields)["backends"]) read_backends(*backends, service, places, findings);
  if (const auto size = (*fields)["table_size"]) take_table_size(*size, service, findings);
  read_health(*fields, service, places, draft.files, findings);
  draft.config.services.push_back(std::move(service));
  draft.places.push_back(std::move(places));
}

}  // namespace shunt::config
