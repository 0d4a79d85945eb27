// SPDX-License-Identifier: Apache-2.0
// What there is to see, as rows of numbers: from two samples. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/top/sample.h"

namespace shunt::cli::top {

enum class Subject { kServices, kBackends, kInterfaces, kCpus, kDrops };
inline constexpr std::size_t kSubjects = 5;

enum class Unit { kRate, kBits, kCount, kPercent };

struct Column {
  std::string_view key;     ///< of --sort, and in lines
  std::string_view header;  ///< in the terminal
  Unit unit = Unit::kRate;
};

struct Row {
  std::string name;
  /// One for each column; nothing: not known yet, or its counter began anew.
  std::vector<std::optional<double>> numbers;
  std::string note;  ///< state, or what it means
  bool bad = false;  ///< somebody should look at it
};

struct Pane {
  Subject subject = Subject::kServices;
  std::string_view row_word;  ///< what a row is: "service"
  std::vector<Column> columns;
  std::vector<Row> rows;
  bool bars = false;  ///< the note is a bar of the first number, against the largest
};

/// `service`: whose backends; for the other subjects it does not count. `before` may be null: no rates yet.
Pane make_pane(Subject subject, const std::string& service, const Sample* before, const Sample& now);

/// All services together. Counters that began anew are left out.
struct Totals {
  std::optional<double> packets;
  std::optional<double> bits;
  std::optional<double> drops;
  std::uint64_t flows = 0;
};
Totals totals_of(const Sample* before, const Sample& now);

/// Per second; nothing if there is no earlier number, or that is larger.
std::optional<double> rate_of(std::optional<std::uint64_t> before, std::uint64_t now, double seconds);

/// Rows whose name has `filter` (upper and lower case are the same), by the column of that key, largest first, or
/// by name; `reverse` turns it round. Unknown numbers come last in any case. A key that the pane lacks is its
/// first column.
std::vector<Row> arranged(const Pane& pane, std::string_view key, bool reverse, std::string_view filter);

/// Whether the pane knows that key.
bool has_key(const Pane& pane, std::string_view key);

}  // namespace shunt::cli::top
