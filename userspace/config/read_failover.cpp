// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "config/read_health.h"
#include "config/scalars.h"
#include "config/words.h"

namespace shunt::config {
namespace {

/// Backends that a quorum counts: those that are no backups, or all if they all are.
std::uint64_t countable(const model::Service& service) {
  const auto& backends = service.backends;
  const auto count = std::count_if(backends.begin(), backends.end(),
                                   [](const model::Backend& backend) { return !backend.backup; });
  return count != 0 ? static_cast<std::uint64_t>(count) : backends.size();
}

/// @param max backends that it counts, if they are `known`
std::optional<std::uint32_t> read_quorum(Node node, std::uint64_t max, bool known, Findings& findings) {
  const auto number = node.kind() == NodeKind::kScalar ? parse_whole_number(node.text()) : std::nullopt;
  if (number && *number >= 1 && *number <= max) return static_cast<std::uint32_t>(*number);
  const std::string range = "a whole number from 1 to " + std::to_string(max);
  report_unexpected(node, "quorum", known ? range + ", the number of backends that are no backups" : range,
                    findings);
  return std::nullopt;
}

/// A service without backends can have the default, so that a list may be emptied.
void take_quorum(const Fields& fields, model::Service& service, const ServicePlaces& places, Findings& findings) {
  auto& quorum = service.health.quorum;
  // Backends that could not be read count for anything: what they are is not known.
  const auto max = places.all_backends ? std::max<std::uint64_t>(1, countable(service)) : model::kMaxBackends;
  const auto backends = fields["quorum"];
  const auto read = backends ? read_quorum(*backends, max, places.all_backends, findings) : quorum.backends;
  quorum.backends = read.value_or(quorum.backends);
  const auto hysteresis = fields["quorum_hysteresis"];
  if (!hysteresis) return;
  const auto number = read_number(*hysteresis, "quorum_hysteresis", {0, model::kMaxBackends}, findings);
  quorum.hysteresis = static_cast<std::uint32_t>(number.value_or(quorum.hysteresis));
  const std::uint64_t sum = std::uint64_t{quorum.backends} + quorum.hysteresis;
  if (read && sum > max)
    findings.error(hysteresis->place(), "quorum_hysteresis: expected that it and the quorum, " +
                                            std::to_string(quorum.backends) +
                                            ", are at most the backends that are no backups, " +
                                            std::to_string(max) + ", found " + std::to_string(quorum.hysteresis));
}

/// Only backends that have weight count as up; a weight may change while Shunt runs, so this is no error.
void warn_of_weights(const Fields& fields, const model::Service& service, const ServicePlaces& places,
                     Findings& findings) {
  const auto node = fields["quorum"];
  const auto quorum = service.health.quorum.backends;
  if (!node || !places.all_backends || quorum > countable(service)) return;
  const auto& backends = service.backends;
  const bool only_backups =
      std::all_of(backends.begin(), backends.end(), [](const model::Backend& backend) { return backend.backup; });
  const auto weighted = std::count_if(backends.begin(), backends.end(), [&](const model::Backend& backend) {
    return backend.weight != 0 && (only_backups || !backend.backup);
  });
  if (static_cast<std::uint64_t>(weighted) < quorum)
    findings.warning(node->place(), "quorum: " + service_title(service, places) + " never reaches " +
                                        std::to_string(quorum) + ", the backends that have weight are " +
                                        std::to_string(weighted));
}

void warn_of_idle_keys(const Fields& fields, const model::Service& service, const ServicePlaces& places,
                       Findings& findings) {
  const auto& health = service.health;
  const auto title = service_title(service, places);
  const bool nothing_fails = !fields["health"] && health.passive != model::Passive::kDown;
  for (const std::string_view key : {"quorum", "quorum_hysteresis"}) {
    if (const auto node = fields[key]; node && nothing_fails)
      findings.warning(node->place(), std::string(key) + ": no check takes a backend of " + title +
                                          " down; set health, or passive: down");
  }
  const bool has_backup = std::any_of(service.backends.begin(), service.backends.end(),
                                      [](const model::Backend& backend) { return backend.backup; });
  const auto fail = fields["fail"];
  if (fail && health.fail == model::FailPolicy::kBackup && places.all_backends && !has_backup)
    findings.warning(fail->place(), "fail: backup leaves " + title +
                                        " without a backend when it fails, none of them is a backup");
  const bool has_tcp = std::any_of(service.ports.begin(), service.ports.end(), [](const model::PortRange& ports) {
    return ports.protocol != net::Protocol::kUdp;
  });
  const auto passive = fields["passive"];
  if (passive && health.passive != model::Passive::kOff && places.all_ports && !has_tcp)
    findings.warning(passive->place(), "passive: it counts SYNs, and " + title + " has no port of TCP");
}

}  // namespace

void read_failover(const Fields& service_fields, model::Service& service, const ServicePlaces& places,
                   Findings& findings) {
  using enum model::FailPolicy;
  using model::Passive;
  constexpr std::array kPolicies{kOpen, kClosed, kBackup};
  constexpr std::array kPassives{Passive::kOff, Passive::kWarn, Passive::kDown};
  auto& health = service.health;
  health.fail = read_value(service_fields["fail"], "fail", kPolicies, findings).value_or(health.fail);
  health.passive = read_value(service_fields["passive"], "passive", kPassives, findings).value_or(health.passive);
  take_quorum(service_fields, service, places, findings);
  warn_of_weights(service_fields, service, places, findings);
  warn_of_idle_keys(service_fields, service, places, findings);
}

}  // namespace shunt::config
