// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>

#include "config/addresses.h"
#include "config/fields.h"
#include "config/ports.h"
#include "config/read_globals.h"
#include "config/scalars.h"

namespace shunt::config {
namespace {

constexpr unsigned kMinPorts = 64;
constexpr unsigned kFirstUnprivileged = 1024;

void take_source(Node node, model::Probes& probes, Findings& findings) {
  const auto address = read_address(node, "source", findings);
  if (!address) return;
  const auto same = std::find_if(probes.source.begin(), probes.source.end(),
                                 [&](const net::IpAddress& known) { return known.family() == address->family(); });
  if (same == probes.source.end()) {
    probes.source.push_back(*address);
    return;
  }
  report_second_source(node, address->family(), address->to_string(), same->to_string(), findings);
}

void take_ports(Node node, model::Probes& probes, Findings& findings) {
  constexpr std::string_view kExpected = "a range of at least 64 ports from 1024 to 65535, as 61000-65535";
  const auto text = read_text(node, "ports", kExpected, findings);
  if (!text) return;
  const auto range = parse_ports(*text);
  if (!range || range->protocol) {
    report_unexpected(node, "ports", kExpected, findings);
    return;
  }
  const unsigned count = range->last - range->first + 1U;
  if (range->first < kFirstUnprivileged) {
    report_unexpected(node, "ports", kExpected, findings);
  } else if (count < kMinPorts) {
    findings.error(node.place(), "ports: " + std::string(*text) + " are " + std::to_string(count) +
                                     " ports; expected at least " + std::to_string(kMinPorts));
  } else {
    probes.first_port = range->first;
    probes.last_port = range->last;
  }
}

}  // namespace

model::Probes read_probes(Node node, Findings& findings) {
  constexpr std::array<Key, 2> kKeys{{{"source"}, {"ports"}}};
  model::Probes probes;
  const auto fields = read_mapping(node, kKeys, "probes", findings);
  if (!fields) return probes;
  if (const auto source = (*fields)["source"]) {
    constexpr std::string_view kExpected = "an address, or a list of one per family";
    for (const Node item : read_items(*source, "source", kExpected, findings)) {
      if (!findings.is_full()) take_source(item, probes, findings);
    }
  }
  if (const auto ports = (*fields)["ports"]) take_ports(*ports, probes, findings);
  return probes;
}

}  // namespace shunt::config
