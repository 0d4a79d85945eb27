// SPDX-License-Identifier: Apache-2.0
#include "config/read_globals.h"

#include <array>
#include <string>

#include "config/addresses.h"
#include "config/fields.h"
#include "config/scalars.h"
#include "config/times.h"

namespace shunt::config {
namespace {

void take_source(Node node, model::Tunnel& tunnel, Findings& findings) {
  const auto prefix = read_prefix(node, "source", findings);
  if (!prefix) return;
  const auto family = prefix->address().family();
  auto& slot = family == net::Family::kIpv4 ? tunnel.source_ipv4 : tunnel.source_ipv6;
  if (!slot) {
    slot = prefix;
    return;
  }
  report_second_source(node, family, prefix->to_string(), slot->to_string(), findings);
}

void take_seconds(const Fields& fields, std::string_view key, TimeBounds bounds, std::chrono::seconds& value,
                  Findings& findings) {
  if (const auto node = fields[key]) value = read_seconds(*node, key, bounds, findings).value_or(value);
}

void take_number(const Fields& fields, std::string_view key, Bounds bounds, std::uint32_t& value,
                 Findings& findings) {
  const auto node = fields[key];
  if (!node) return;
  value = static_cast<std::uint32_t>(read_number(*node, key, bounds, findings).value_or(value));
}

void read_limit(const Fields& fields, std::string_view key, std::uint32_t max, std::uint32_t& value,
                std::optional<Place>& place, Findings& findings) {
  const auto node = fields[key];
  if (!node) return;
  const auto number = read_number(*node, key, {1, max}, findings);
  if (!number) return;
  value = static_cast<std::uint32_t>(*number);
  place = node->place();
}

}  // namespace

model::Tunnel read_tunnel(Node node, Findings& findings) {
  constexpr std::array<Key, 2> kKeys{{{"source"}, {"gue_port"}}};
  model::Tunnel tunnel;
  const auto fields = read_mapping(node, kKeys, "tunnel", findings);
  if (!fields) return tunnel;
  if (const auto source = (*fields)["source"]) {
    constexpr std::string_view kExpected = "an address or prefix, or a list of one per family";
    for (const Node item : read_items(*source, "source", kExpected, findings)) {
      if (!findings.is_full()) take_source(item, tunnel, findings);
    }
  }
  if (const auto port = (*fields)["gue_port"]) {
    if (const auto number = read_number(*port, "gue_port", {1, 65535}, findings))
      tunnel.gue_port = static_cast<std::uint16_t>(*number);
  }
  return tunnel;
}

model::Tracking read_tracking(Node node, Findings& findings) {
  using std::chrono::hours;
  using std::chrono::seconds;
  constexpr std::array<Key, 4> kKeys{{{"idle_tcp"}, {"idle_udp"}, {"drain"}, {"new_flows"}}};
  constexpr hours kDay{24};
  model::Tracking tracking;
  const auto fields = read_mapping(node, kKeys, "tracking", findings);
  if (!fields) return tracking;
  take_seconds(*fields, "idle_tcp", {seconds{10}, 7 * kDay}, tracking.idle_tcp, findings);
  take_seconds(*fields, "idle_udp", {seconds{5}, kDay}, tracking.idle_udp, findings);
  take_seconds(*fields, "drain", {seconds{1}, 7 * kDay}, tracking.drain, findings);
  take_number(*fields, "new_flows", {1, model::kMaxNewFlows}, tracking.new_flows, findings);
  return tracking;
}

void read_limits(Node node, Draft& draft, Findings& findings) {
  constexpr std::array<Key, 4> kKeys{{{"services"}, {"backends"}, {"slots"}, {"flows"}}};
  const auto fields = read_mapping(node, kKeys, "limits", findings);
  if (!fields) return;
  auto& limits = draft.config.limits;
  read_limit(*fields, "services", model::kMaxServices, limits.services, draft.limits.services, findings);
  read_limit(*fields, "backends", model::kMaxBackends, limits.backends, draft.limits.backends, findings);
  read_limit(*fields, "slots", model::kMaxSlots, limits.slots, draft.limits.slots, findings);
  take_number(*fields, "flows", {model::kMinFlows, model::kMaxFlows}, limits.flows, findings);
}

}  // namespace shunt::config
