// SPDX-License-Identifier: Apache-2.0
// Who gets packets to the VIPs, found by asking: neighbours by ARP, routers by a ping to the VIP that they should
// send back to this host.
#pragma once

#include <vector>

#include "doctor/findings/host_facts.h"
#include "model/config.h"

namespace shunt::doctor {

inline constexpr std::size_t kMostVips = 64;

/// Of the first kMostVips VIPs. Each costs a few frames of 60 bytes; all together up to 2 s. Without CAP_NET_RAW
/// nobody is asked.
std::vector<VipFacts> read_vips(const model::Config& config);

}  // namespace shunt::doctor
