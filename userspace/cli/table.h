// SPDX-License-Identifier: Apache-2.0
// Columns for people: aligned in a terminal of any width, one row a line when piped.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace shunt::cli {

/// How to print to this terminal, file or pipe.
struct Style {
  std::size_t width = 0;  ///< columns, for folding long text; 0: no end, never fold
  bool colour = false;
};

/// The style of standard output: its width if it is a terminal; colour unless NO_COLOR is set or TERM is dumb.
Style style_of_stdout();

enum class Tone { kPlain, kStrong, kGood, kBad };

/// `text` with control characters and bytes that are no UTF-8 escaped (log/escape.h), since names and reasons come
/// from elsewhere and a terminal obeys what it is shown; and in the colour of its tone.
std::string toned(std::string_view text, Tone tone, const Style& style);

/// Rows under one header. The last column takes what is left of the width, and folds its text at spaces below
/// itself.
class Table {
 public:
  struct Column {
    std::string header;
    bool right = false;  ///< numbers: aligned to the right
  };
  struct Cell {
    std::string text;
    Tone tone = Tone::kPlain;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// Fewer cells than columns leave the last ones empty. Leading spaces of the first cell indent it.
  void row(std::vector<Cell> cells);

  /// A line of its own in the table, from the left edge, that widens no column; folded like the last column.
  void line(const std::string& text, Tone tone = Tone::kPlain);

  /// Header and rows, each with a newline at its end and no space before it.
  [[nodiscard]] std::string text(const Style& style) const;

 private:
  struct Row {
    std::vector<Cell> cells;
    bool across = false;
  };

  [[nodiscard]] std::vector<std::size_t> widths() const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace shunt::cli
