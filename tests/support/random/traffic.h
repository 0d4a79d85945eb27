// SPDX-License-Identifier: Apache-2.0
// Random frames, most of which concern the services of a state.
#pragma once

#include "support/given/state.h"
#include "support/packet/bytes.h"
#include "support/random/dice.h"

namespace shunt::random {

/// A frame that a sound host might send, with rare features at a rate at which a test meets them all.
packet::Bytes random_frame(Dice& dice, const given::State& state);

/// Breaks `frame`: cuts it off, lengthens it, or overwrites some of it, headers first. At least 14 bytes stay.
void mutate(Dice& dice, packet::Bytes& frame);

}  // namespace shunt::random
