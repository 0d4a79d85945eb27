// SPDX-License-Identifier: Apache-2.0
// Frames as bytes, and numbers in network byte order inside them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace shunt::packet {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

/// Appends `value` in network byte order.
void append8(Bytes& bytes, unsigned value);
void append16(Bytes& bytes, unsigned value);
void append32(Bytes& bytes, std::uint32_t value);
void append(Bytes& bytes, View more);

/// Overwrites two bytes at `offset`, which must exist.
void store16(Bytes& bytes, std::size_t offset, unsigned value);

/// Reads network byte order at `offset`, which must exist.
std::uint8_t load8(View bytes, std::size_t offset);
std::uint16_t load16(View bytes, std::size_t offset);
std::uint32_t load32(View bytes, std::size_t offset);

/// Sixteen bytes a line with offsets, as tcpdump -x prints them.
std::string hex_dump(View bytes);

}  // namespace shunt::packet
