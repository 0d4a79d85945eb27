// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/outcome/counters.h"
#include "support/packet/bytes.h"

namespace shunt::outcome {

/// What one frame led to.
struct Run {
  Verdict verdict = Verdict::kPass;
  packet::Bytes frame;  ///< as the program left it
};

}  // namespace shunt::outcome
