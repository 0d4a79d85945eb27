// SPDX-License-Identifier: Apache-2.0
// Why packets were not forwarded, for people: the dataplane's list with its words. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "shunt/reasons.h"

namespace shunt::control {

struct Reason {
  std::uint32_t number;  ///< as in counters, traces and captures
  bool drops;            ///< else the packet went to the host
  std::string_view name;
  std::string_view text;  ///< what it means and what to do
};

#define SHUNT_REASON_NAMED(number, NAME, name, verdict, text) \
  Reason{number, SHUNT_VERDICT_##verdict == SHUNT_VERDICT_DROP, #name, text},
/// All of them, in the order of their numbers.
inline constexpr std::array kReasons{SHUNT_REASONS(SHUNT_REASON_NAMED)};
#undef SHUNT_REASON_NAMED

/// Null: there is none with that number, as for a packet that was forwarded.
constexpr const Reason* reason_of(std::uint32_t number) {
  for (const auto& reason : kReasons)
    if (reason.number == number) return &reason;
  return nullptr;
}

}  // namespace shunt::control
