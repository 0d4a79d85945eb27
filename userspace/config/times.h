// SPDX-License-Identifier: Apache-2.0
// Times as the file writes them: a whole number with its unit. A number alone is an error that names the units.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "config/document.h"
#include "config/findings.h"

namespace shunt::config {

struct TimeBounds {
  std::chrono::seconds min;
  std::chrono::seconds max;
};

/// In one of s, m, h and d: "30s", "15m".
std::optional<std::chrono::seconds> read_seconds(Node node, std::string_view key, TimeBounds bounds,
                                                 Findings& findings);

struct FineTimeBounds {
  std::chrono::milliseconds min;
  std::chrono::milliseconds max;
};

/// In one of ms, s, m and h: "500ms", "2s".
std::optional<std::chrono::milliseconds> read_milliseconds(Node node, std::string_view key, FineTimeBounds bounds,
                                                           Findings& findings);

/// In the largest unit that leaves a whole number: "250ms", "90s", "2h", "7d".
std::string to_text(std::chrono::milliseconds time);

}  // namespace shunt::config
