// SPDX-License-Identifier: Apache-2.0
#include "support/reference/flow_hash.h"

#include <array>
#include <bit>
#include <cstring>

namespace shunt::reference {
namespace {

/// A word as it lies in memory.
std::uint64_t word_at(const net::IpAddress& address, std::size_t offset) {
  std::uint64_t word = 0;
  std::memcpy(&word, address.bytes().data() + offset, sizeof(word));
  return word;
}

/// Both ports as their four bytes lie in the packet.
std::uint32_t ports_word(const Packet& packet) {
  const std::array<std::uint8_t, 4> bytes = {
      static_cast<std::uint8_t>(packet.source_port >> 8), static_cast<std::uint8_t>(packet.source_port),
      static_cast<std::uint8_t>(packet.destination_port >> 8), static_cast<std::uint8_t>(packet.destination_port)};
  std::uint32_t word = 0;
  std::memcpy(&word, bytes.data(), sizeof(word));
  return word;
}

std::uint64_t byte_swapped(std::uint64_t word) {
  std::uint64_t swapped = 0;
  for (int byte = 0; byte < 8; ++byte) swapped |= ((word >> (8 * byte)) & 0xff) << (56 - 8 * byte);
  return swapped;
}

}  // namespace

std::uint64_t flow_hash(const Packet& packet, std::uint64_t seed) {
  const std::uint64_t tail = (std::uint64_t{packet.protocol} << 32) + ports_word(packet);
  std::uint64_t sum = word_at(packet.source, 0) * 0x8cb92ba72f3d8dd7;
  sum += (word_at(packet.source, 8) ^ seed) * 0x9e3779b97f4a7c15;
  sum += word_at(packet.destination, 0) * 0xd6e8feb86659fd93;
  sum += word_at(packet.destination, 8) * 0xa0761d6478bd642f;
  sum += (tail ^ std::rotl(seed, 32)) * 0xe7037ed1a0b428db;
  std::uint64_t hash = byte_swapped(sum) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ (hash >> 32)) * 0x94d049bb133111eb;
  return hash ^ (hash >> 32);
}

std::uint32_t slot_of(std::uint64_t hash, std::uint32_t count) {
  return static_cast<std::uint32_t>(((hash >> 32) * count) >> 32);
}

}  // namespace shunt::reference
