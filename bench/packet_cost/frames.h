// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "packet_cost/cases.h"

namespace shunt::bench {

/// VIP of the services under test and of nobody, of either family.
inline constexpr const char* kVipIpv4 = "192.0.2.10";
inline constexpr const char* kVipIpv6 = "2001:db8:1::10";
inline constexpr const char* kOtherIpv4 = "203.0.113.200";
inline constexpr const char* kOtherIpv6 = "2001:db8:9::200";

/// The frame of a case, to port 80: 64 bytes for IPv4, 74 for IPv6. The IPv4 header checksum is right for this
/// flow only; other flows are made by changing the source, and no program under test verifies it.
std::vector<std::uint8_t> make_frame(const Case& subject);

}  // namespace shunt::bench
