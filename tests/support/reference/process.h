// SPDX-License-Identifier: Apache-2.0
// The whole dataplane, one frame at a time, written for clarity from docs/dataplane.md: no maps, no bounds to
// prove, nothing shared with the program.
#pragma once

#include "support/given/state.h"
#include "support/outcome/counters.h"
#include "support/packet/bytes.h"

namespace shunt::reference {

struct Decision {
  outcome::Verdict verdict = outcome::Verdict::kPass;
  packet::Bytes frame;  ///< as it leaves; unchanged for pass and drop
  bool answers_probe = false;
};

/// What happens to `frame`, which came in by interface `ingress`. Adds to `counters` what it counts.
Decision process(const given::State& state, packet::View frame, std::uint32_t ingress,
                 outcome::Counters& counters);

}  // namespace shunt::reference
