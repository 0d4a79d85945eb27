// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/result.h"

namespace shunt::cli {

/// Packet `number`, from 1, of a pcap or pcapng file, as a frame with an Ethernet header: what was captured
/// without one (raw IP, or of "any") gets one. Error: no such file or packet, another link type; it names the
/// file. A packet that the capture has cut off is told as it is.
core::Result<std::string> read_packet_file(const std::filesystem::path& path, std::uint64_t number);

}  // namespace shunt::cli
