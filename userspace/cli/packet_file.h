// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/result.h"

namespace shunt::cli {

/// A packet of a capture, as a frame with an Ethernet header.
struct FilePacket {
  std::string frame;        ///< as long as it was, with zeros for what the capture has cut off
  std::size_t cut_off = 0;  ///< how many of them
};

/// Packet `number`, from 1, of a pcap or pcapng file: what was captured without an Ethernet header (raw IP, or of
/// "any") gets one. Error: no such file or packet, another link type, one that was longer than can be asked about
/// and is not whole; it names the file.
core::Result<FilePacket> read_packet_file(const std::filesystem::path& path, std::uint64_t number);

}  // namespace shunt::cli
