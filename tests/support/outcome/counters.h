// SPDX-License-Identifier: Apache-2.0
// All counters of the dataplane, in one form for the program's maps and for the reference.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string>

namespace shunt::outcome {

enum class Verdict : std::uint8_t { kPass, kDrop, kTransmit, kRedirect };

struct Counter {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  auto operator<=>(const Counter&) const = default;
};

/// Rows that count nothing are not held, so that equal counts are equal values.
struct Counters {
  using Rows = std::map<std::uint32_t, Counter>;

  Rows backends;                                               ///< by backend id
  Rows services;                                               ///< drops, by service id
  Rows reasons;                                                ///< by enum shunt_reason
  std::map<std::uint32_t, std::array<Counter, 4>> interfaces;  ///< by ifindex, 0: unlisted; inner: by Verdict

  bool operator==(const Counters&) const = default;

  /// Adds one packet.
  static void count(Rows& rows, std::uint32_t row, std::uint64_t bytes);
  void count_frame(std::uint32_t ifindex, Verdict verdict, std::uint64_t bytes);

  /// What was counted since `earlier`.
  [[nodiscard]] Counters since(const Counters& earlier) const;

  /// One line a row, reasons by name; "nothing\n" if empty.
  [[nodiscard]] std::string to_string() const;
};

const char* to_string(Verdict verdict);

/// As in metrics: "too_big"; "none" for 0, "unknown" for a number without a name.
const char* reason_name(std::uint32_t reason);

}  // namespace shunt::outcome
