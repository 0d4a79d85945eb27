// SPDX-License-Identifier: Apache-2.0
// The flow hash, written a second time from its definition in docs/dataplane.md.
#pragma once

#include <cstdint>

#include "support/reference/parse.h"

namespace shunt::reference {

std::uint64_t flow_hash(const Packet& packet, std::uint64_t seed);

/// Row of a table of `count` slots.
std::uint32_t slot_of(std::uint64_t hash, std::uint32_t count);

}  // namespace shunt::reference
