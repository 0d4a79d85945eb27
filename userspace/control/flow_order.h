// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/flow_views.h"

namespace shunt::control {

/// Whether `a` stands before `b` in that order; flows that are equal in it by client and VIP.
bool stands_before(const FlowView& a, const FlowView& b, FlowOrder order);

}  // namespace shunt::control
