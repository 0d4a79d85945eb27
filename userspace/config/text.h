// SPDX-License-Identifier: Apache-2.0
// Is this text at all? Asked before the YAML parser sees it, which names no place for what is not UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

#include "config/findings.h"

namespace shunt::config {

/// The largest file that is read, in bytes: 10,000 services with 10 backends each take 2 to 5 MB.
inline constexpr std::size_t kMaxTextBytes = std::size_t{16} << 20;

/// Reports the first byte that cannot be part of a YAML file (YAML 1.1, 5.1): NUL and other control characters,
/// what is not UTF-8 (RFC 3629), and too much of it. Linear.
/// @return whether the text can be parsed
bool check_text(std::string_view text, Findings& findings);

}  // namespace shunt::config
