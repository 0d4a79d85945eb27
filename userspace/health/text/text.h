// SPDX-License-Identifier: Apache-2.0
// What probes say to people.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace shunt::health {

/// What a backend or script sent, fit to be quoted in one line: all but printable ASCII becomes '.', blanks are
/// joined, what is longer than `max` bytes is cut and ends in "...".
std::string printable(std::string_view bytes, std::size_t max = 100);

/// "250 ms", "1 s", "1.5 s".
std::string duration_text(std::chrono::milliseconds duration);

/// "12 bytes", "1 byte", "64 KiB".
std::string size_text(std::size_t bytes);

}  // namespace shunt::health
