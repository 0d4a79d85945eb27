// SPDX-License-Identifier: Apache-2.0
// Blocks of a pcapng file (draft-ietf-opsawg-pcapng), in the byte order of this machine, which they tell. Pure:
// each function returns one whole block.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace shunt::packet {

/// The first block of a file.
std::string section_header(std::string_view application);

/// Interfaces count from 0 in the order of their blocks; times of their packets are in nanoseconds.
/// @param most bytes of a packet that are kept
std::string interface_block(std::string_view name, std::uint32_t most);

struct PacketBlock {
  std::uint32_t interface = 0;  ///< number of its block
  std::chrono::system_clock::time_point at;
  std::uint32_t length = 0;  ///< of the packet; `bytes` may have less
  std::string_view bytes;
  bool outbound = false;
  std::uint32_t verdict = 0;  ///< XDP action
  std::uint32_t queue = 0;
  std::uint64_t id = 0;  ///< the same for a packet as it came and as it went
  std::string_view comment;
};
std::string packet_block(const PacketBlock& packet);

/// What became of packets of an interface.
std::string statistics_block(std::uint32_t interface, std::chrono::system_clock::time_point at,
                             std::uint64_t received, std::uint64_t lost);

}  // namespace shunt::packet
