// SPDX-License-Identifier: Apache-2.0
// One layer to bytes.
#pragma once

#include <span>

#include "support/packet/layers.h"

namespace shunt::packet {

/// Header `index` of `layers` with `behind`, the bytes of all later layers, after it. What the header leaves open
/// is computed from `behind`, the layer after it, and the IP header before it.
Bytes serialize(std::span<const Layer> layers, std::size_t index, Bytes behind);

}  // namespace shunt::packet
