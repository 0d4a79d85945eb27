// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shunt::packet {

/// The headers of a frame, one line each, outermost first: Ethernet with VLAN tags, IP within IP, GUE, TCP, UDP,
/// ICMP. What is cut off or unknown ends it, with a line that says so. Pure; at most kMostHeaders lines.
/// @param frame from its Ethernet header on
/// @param gue_port UDP port whose payload is IP (GUE variant 1), in host order; 0: none
std::vector<std::string> describe(std::string_view frame, std::uint16_t gue_port);

inline constexpr std::size_t kMostHeaders = 10;

}  // namespace shunt::packet
