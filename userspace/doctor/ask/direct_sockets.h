// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "health/probe/probe.h"

namespace shunt::doctor {

/// By the host's routes: for probes without a dataplane.
class DirectSockets : public health::Sockets {
 public:
  core::Result<health::Descriptor> open(const health::Destination& destination, int type, int protocol) override;
};

}  // namespace shunt::doctor
