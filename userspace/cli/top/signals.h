// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/unique_fd.h"

namespace shunt::cli::top {

/// While it lives, signals that end, stop or resize us wait to be read, so that the terminal is given back first.
/// Before any thread is started.
class BlockedSignals {
 public:
  BlockedSignals();
  ~BlockedSignals();
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;
};

/// Where they are read, as of signalfd(2).
core::UniqueFd open_signals();

}  // namespace shunt::cli::top
