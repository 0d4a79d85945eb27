// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/traffic.h"
#include "control/views.h"
#include "history/history.h"

namespace shunt::control {

/// What one tick of the history is: between its begin() and end(). `stats` are of now, by CPU.
void feed(history::History& history, const Stats& stats, const Traffic& traffic);

}  // namespace shunt::control
