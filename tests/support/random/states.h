// SPDX-License-Identifier: Apache-2.0
// Random configurations: nested VIP prefixes of both families, nested port ranges, every forwarding, backends and
// next hops in every condition.
#pragma once

#include "support/given/state.h"
#include "support/random/dice.h"

namespace shunt::random {

/// At most 24 services with 4 backends each; fits the maps of program::Program.
given::State random_state(Dice& dice);

}  // namespace shunt::random
