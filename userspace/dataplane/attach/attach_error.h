// SPDX-License-Identifier: Apache-2.0
// Why XDP does not go onto an interface, and what to do about it, in one line.
#pragma once

#include <string>

#include "core/result.h"
#include "dataplane/attach/device.h"
#include "dataplane/attach/query.h"

namespace shunt::dataplane {

/// What is known of a refused attachment.
struct AttachFailure {
  std::string interface;
  Mode mode = Mode::kNative;
  int error_number = 0;        ///< errno, positive
  std::string kernel_message;  ///< extended acknowledgement; may be empty
  DeviceFacts device;
  std::string missing_capabilities;  ///< empty: none
};

/// "cannot attach XDP to eth0 in native mode: ...; REMEDY". Pure.
core::Error explain(const AttachFailure& failure);

/// Whether generic mode may work where this failed: not if the interface is gone, a permission is missing or
/// another program is there. Pure.
bool generic_may_work(const AttachFailure& failure);

}  // namespace shunt::dataplane
