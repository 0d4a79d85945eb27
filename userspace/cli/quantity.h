// SPDX-License-Identifier: Apache-2.0
// Numbers as people read them. The same in every locale, so that a test or a script meets no surprise.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "control/views.h"

namespace shunt::cli {

std::string count(std::uint64_t number);                         ///< "1,234,567"
std::string count(std::uint64_t number, std::string_view noun);  ///< "1 backend", "0 backends"
std::string bytes(std::uint64_t number);                         ///< "999 B", "1.5 GiB": three digits at least
std::string share(std::uint64_t part, std::uint64_t whole);      ///< "24.9%"; "-" of nothing
std::string duration(std::chrono::seconds time);                 ///< "42s", "12m 5s", "3h 12m", "2d 2h"

/// "90s", "10m", "1h30m", "2d": whole numbers, each with its unit. Nothing if it is no such text, or beyond a
/// century.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);

std::string milliseconds(std::chrono::microseconds time);  ///< "12.3 ms"
std::string instant(control::WallTime time);               ///< "2026-11-21 01:12:22 UTC"

}  // namespace shunt::cli
