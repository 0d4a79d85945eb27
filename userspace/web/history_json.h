// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "history/view.h"

namespace shunt::web {

/// {"until": ..., "interval_s": 10, "series": [{"kind": "service", "name": "web", "packets": [0.5, null, ...],
/// ...}]}: four digits of each number are right, null is a gap.
std::string to_json(const history::View& view);

}  // namespace shunt::web
