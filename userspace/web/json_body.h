// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace shunt::web {

/// A body that a client sent. Discarded if it is no JSON, or has more values than any request means: to make and
/// destroy those takes a thousand times as long as to count them. Cost: one look at each byte before anything is
/// made.
nlohmann::json parse_body(std::string_view text);

inline constexpr std::size_t kMostValues = 1000;

}  // namespace shunt::web
