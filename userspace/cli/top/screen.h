// SPDX-License-Identifier: Apache-2.0
// From panes to lines of a terminal of some size, and from keys to what is shown. Pure.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/top/pane.h"

namespace shunt::cli::top {

enum class Look { kPlain, kStrong, kBad, kHeading, kSelected };

struct Segment {
  std::string text;  ///< printable ASCII
  Look look = Look::kPlain;
};
using Line = std::vector<Segment>;

struct Size {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

enum class Press { kUp, kDown, kPageUp, kPageDown, kHome, kEnd, kEnter, kEscape, kErase, kText };

struct Key {
  Press press = Press::kText;
  char text = 0;  ///< of kText
};

/// What the person at the terminal has chosen.
struct State {
  Subject subject = Subject::kServices;
  std::string service;  ///< of kBackends
  std::size_t cursor = 0;
  std::array<std::string, kSubjects> sort{};  ///< key of a column; empty: the first, of CPUs their number
  std::array<bool, kSubjects> reverse{};
  std::string filter;
  bool typing = false;  ///< keys go to the filter
  bool paused = false;
  bool help = false;
  bool quit = false;
  std::chrono::milliseconds interval{2000};

  [[nodiscard]] std::string& sort_key() { return sort[static_cast<std::size_t>(subject)]; }
  [[nodiscard]] const std::string& sort_key() const { return sort[static_cast<std::size_t>(subject)]; }
  [[nodiscard]] bool is_reverse() const { return reverse[static_cast<std::size_t>(subject)]; }
};

/// What stands above the rows.
struct Heading {
  std::string host;
  std::string trouble;  ///< why there is no new sample: "the controller is gone"; else empty
  std::string news;     ///< "the controller was restarted"
};

/// @param pane what is shown now; `page`: rows that fit at once
void press(State& state, const Key& key, const Pane& pane, std::size_t page);

/// Exactly size.rows lines, none wider than size.columns. `now` may be null: nothing is known yet.
std::vector<Line> draw(const Size& size, const State& state, const Heading& heading, const Pane& pane,
                       const Totals& totals, const Sample* now);

/// Rows of the pane that such a terminal shows.
std::size_t rows_that_fit(const Size& size, const Heading& heading, const Sample* now);

/// "-", "0", "12.5", "9,999", "12.3k", "1.23M"; "12.5%".
std::string number_text(const std::optional<double>& number, Unit unit);

/// With all but printable ASCII as '?': a terminal obeys what it is shown.
std::string printable_ascii(std::string_view text);

}  // namespace shunt::cli::top
