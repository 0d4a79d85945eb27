// SPDX-License-Identifier: Apache-2.0
#include "scheduler/permutation.h"

#include "scheduler/mix.h"

namespace shunt::scheduler {
namespace {

/// Eight bytes from `offset` on, most significant first, whatever this machine's byte order is.
std::uint64_t big_endian_word(const net::IpAddress::Bytes& bytes, std::size_t offset) {
  std::uint64_t word = 0;
  for (std::size_t i = offset; i < offset + 8; ++i) word = word << 8 | bytes[i];
  return word;
}

/// `fraction` of 2^32 scaled to 0 ... range-1.
std::uint32_t scale(std::uint32_t fraction, std::uint32_t range) {
  return static_cast<std::uint32_t>((std::uint64_t{fraction} * range) >> 32);
}

}  // namespace

std::uint64_t identity_hash(const net::IpAddress& address, std::uint64_t seed) {
  std::uint64_t hash = mix(seed + 0x9e3779b97f4a7c15ULL);
  hash = mix(hash ^ big_endian_word(address.bytes(), 0));
  return mix(hash ^ big_endian_word(address.bytes(), 8));
}

Permutation make_permutation(std::uint64_t identity, std::uint32_t size) {
  return {scale(static_cast<std::uint32_t>(identity >> 32), size),
          1 + scale(static_cast<std::uint32_t>(identity), size - 1)};
}

}  // namespace shunt::scheduler
