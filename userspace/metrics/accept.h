// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "metrics/exposition.h"

namespace shunt::metrics {

/// What to answer to an Accept field (RFC 9110, 12.5.1): OpenMetrics to who names it and does not like plain text
/// better, else plain text. Nothing: the field allows neither.
std::optional<Format> format_for(std::string_view accept);

}  // namespace shunt::metrics
