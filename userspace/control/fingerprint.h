// SPDX-License-Identifier: Apache-2.0
// Numbers by which instances see whether they agree. Equal where things are equal, on any machine of any version
// that has the same fields; different, but for one case in 2^48, where they are not. Pure.
#pragma once

#include <cstdint>

#include "dataplane/publish/published_service.h"
#include "model/config.h"

namespace shunt::control {

/// They fit into a double, as metrics are, without loss.
inline constexpr int kFingerprintBits = 48;

/// Of which backend, by address, each slot has for new flows. What differs between instances that hold the same
/// table is not in it: positions, the order of the file, flows of before. 0: no table. Cost: 1.5 ns a slot.
std::uint64_t table_fingerprint(const dataplane::PublishedService& service);

/// Of what makes a packet's way the same on all instances: `seed`, `tracking`, the port of GUE and the services,
/// whatever the order of services and backends. Not of what is this machine's: interfaces, tunnel.source, api,
/// probes, limits, on_change. Cost: 0.1 us a backend.
std::uint64_t config_fingerprint(const model::Config& config);

}  // namespace shunt::control
