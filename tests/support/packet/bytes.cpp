// SPDX-License-Identifier: Apache-2.0
#include "support/packet/bytes.h"

#include <fmt/format.h>

namespace shunt::packet {

void append8(Bytes& bytes, unsigned value) { bytes.push_back(static_cast<std::uint8_t>(value)); }

void append16(Bytes& bytes, unsigned value) {
  append8(bytes, value >> 8);
  append8(bytes, value & 0xff);
}

void append32(Bytes& bytes, std::uint32_t value) {
  append16(bytes, value >> 16);
  append16(bytes, value & 0xffff);
}

void append(Bytes& bytes, View more) { bytes.insert(bytes.end(), more.begin(), more.end()); }

void store16(Bytes& bytes, std::size_t offset, unsigned value) {
  bytes.at(offset) = static_cast<std::uint8_t>(value >> 8);
  bytes.at(offset + 1) = static_cast<std::uint8_t>(value);
}

std::uint8_t load8(View bytes, std::size_t offset) { return bytes[offset]; }

std::uint16_t load16(View bytes, std::size_t offset) {
  return static_cast<std::uint16_t>(bytes[offset] << 8 | bytes[offset + 1]);
}

std::uint32_t load32(View bytes, std::size_t offset) {
  return static_cast<std::uint32_t>(load16(bytes, offset)) << 16 | load16(bytes, offset + 2);
}

std::string hex_dump(View bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i % 16 == 0) text += fmt::format("{}{:04x} ", i == 0 ? "" : "\n", i);
    text += fmt::format(" {:02x}", bytes[i]);
  }
  return text;
}

}  // namespace shunt::packet
