// SPDX-License-Identifier: Apache-2.0
// The order in which a backend wants the slots of a table. It depends on nothing but the backend's address, the
// seed and the table size, so that instances that know the same backends agree, and other backends change nothing.
#pragma once

#include <cstdint>

#include "net/address.h"

namespace shunt::scheduler {

/// A walk through all slots 0 ... size-1 of a prime size: start, start - step, start - 2 * step, ... modulo size.
struct Permutation {
  std::uint32_t start;  ///< 0 to size - 1
  std::uint32_t step;   ///< 1 to size - 1
  auto operator<=>(const Permutation&) const = default;
};

/// The hash of a backend. The 16 address bytes are read as two big-endian words high and low, and
///     identity = mix(mix(mix(seed + 0x9e3779b97f4a7c15) ^ high) ^ low)
/// where mix is the 64-bit finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014; Stafford's variant 13).
/// All arithmetic is modulo 2^64. Part of the contract between instances: a change moves flows.
[[nodiscard]] std::uint64_t identity_hash(const net::IpAddress& address, std::uint64_t seed);

/// start = (upper half of identity * size) / 2^32, step = 1 + (lower half * (size - 1)) / 2^32: no division.
/// `size` is at least 2.
[[nodiscard]] Permutation make_permutation(std::uint64_t identity, std::uint32_t size);

}  // namespace shunt::scheduler
