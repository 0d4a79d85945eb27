// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "control/views.h"
#include "core/result.h"
#include "model/config.h"

namespace shunt::control {

/// What the web server asks of the controller. Called on the event loop's thread; no call waits for the network.
class Api {
 public:
  virtual ~Api() = default;

  /// Cost: linear in services and backends; no system call per backend.
  virtual Status status() = 0;

  /// Reads the counters from the maps. per_cpu: keep the parts beside the sums.
  virtual Stats stats(bool per_cpu) = 0;

  /// Reads the configuration file again and applies all of it or nothing.
  virtual ReloadReport reload() = 0;

  /// Attaches to `interface`, now or when it appears, until detach() or a reload that says otherwise.
  virtual core::Result<AttachReport> attach(const std::string& interface, model::AttachMode mode) = 0;

  /// Takes our program off `interface`; programs of others stay. An error if we are not attached there.
  virtual core::Result<void> detach(const std::string& interface) = 0;
};

}  // namespace shunt::control
