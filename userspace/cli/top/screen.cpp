// SPDX-License-Identifier: Apache-2.0
#include "cli/top/screen.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/quantity.h"

namespace shunt::cli::top {
namespace {

constexpr std::size_t kNumberWidth = 9;
constexpr std::size_t kGap = 1;
constexpr std::size_t kShortestNote = 6;
constexpr std::size_t kLongestName = 40;

constexpr std::array<std::string_view, 12> kHelp{"1 services  2 interfaces  3 CPUs",
                                                 "4 drops  Enter: backends  Esc: back",
                                                 "Up Down PgUp PgDn Home End: move",
                                                 "s or >: sort by next column, <: previous",
                                                 "r: reverse   /: filter, Enter ends it",
                                                 "p: pause   + -: interval",
                                                 "?: help    q: quit",
                                                 "",
                                                 "DROPS/S of a service: its own packets.",
                                                 "FLOWS: in the flow table; steady slots",
                                                 "record none. SHARE: of packets.",
                                                 "Rates are '-' until they are known."};

std::string fitted(std::string_view text, std::size_t width) {
  std::string cut = printable_ascii(text.substr(0, width));
  cut.resize(width, ' ');
  return cut;
}

std::string right(std::string_view text, std::size_t width) {
  if (text.size() >= width) return std::string(text.substr(0, width));
  return std::string(width - text.size(), ' ') + std::string(text);
}

/// Cuts the line where the terminal ends.
Line cut(Line line, std::size_t width) {
  for (auto& segment : line) {
    segment.text = printable_ascii(segment.text).substr(0, width);
    width -= segment.text.size();
  }
  return line;
}

/// Which columns have room: that which sorts first of all, then from the left.
struct Widths {
  std::size_t name = 0;
  std::vector<std::size_t> columns;  ///< their numbers
  std::size_t note = 0;
};

std::size_t width_of(const Column& column) { return std::max(kNumberWidth, column.header.size()); }

Widths widths(const Pane& pane, const std::vector<Row>& rows, const State& state, std::size_t width) {
  Widths widths;
  widths.name = pane.row_word.size();
  for (const auto& row : rows) widths.name = std::max(widths.name, row.name.size());
  const std::size_t room_for_name = std::max<std::size_t>(width / 3, std::min<std::size_t>(width, 12));
  widths.name = std::min({widths.name, kLongestName, room_for_name});
  std::size_t left = width - widths.name;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < pane.columns.size(); ++i) order.push_back(i);
  std::ranges::stable_partition(order, [&](std::size_t i) { return pane.columns[i].key == state.sort_key(); });
  for (const std::size_t i : order) {
    const std::size_t needed = width_of(pane.columns[i]) + kGap;
    if (needed > left) continue;
    left -= needed;
    widths.columns.push_back(i);
  }
  std::ranges::sort(widths.columns);
  if (left >= kShortestNote + 2 * kGap) widths.note = left - 2 * kGap;
  return widths;
}

std::string bar(const std::optional<double>& number, double largest, std::size_t width) {
  if (!number || largest <= 0) return "";
  return std::string(static_cast<std::size_t>(std::lround(*number / largest * static_cast<double>(width))), '#');
}

Line column_line(const Pane& pane, const Widths& widths, const State& state) {
  std::string word(pane.row_word);
  std::ranges::transform(word, word.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
  const bool by_name = state.sort_key() == "name" || (state.sort_key().empty() && pane.bars);
  Line line{{fitted(word, widths.name), by_name ? Look::kStrong : Look::kHeading}};
  for (const std::size_t i : widths.columns) {
    const auto& column = pane.columns[i];
    const bool sorts = column.key == state.sort_key() || (!by_name && i == 0 && !has_key(pane, state.sort_key()));
    line.push_back({" " + right(column.header, width_of(column)), sorts ? Look::kStrong : Look::kHeading});
  }
  if (widths.note > 0) line.push_back({"  " + fitted("", widths.note), Look::kHeading});
  return line;
}

Line row_line(const Pane& pane, const Widths& widths, const Row& row, double largest, bool selected) {
  std::string numbers;
  for (const std::size_t i : widths.columns)
    numbers += " " + right(number_text(row.numbers[i], pane.columns[i].unit), width_of(pane.columns[i]));
  if (widths.note > 0)
    numbers += "  " + fitted(pane.bars ? bar(row.numbers[0], largest, widths.note) : row.note, widths.note);
  const Look look = selected ? Look::kSelected : row.bad ? Look::kBad : Look::kPlain;
  return {{fitted(row.name, widths.name) + numbers, look}};
}

std::string interval_text(std::chrono::milliseconds interval) {
  return interval.count() % 1000 == 0 ? fmt::format("{}s", interval.count() / 1000)
                                      : fmt::format("{:.1f}s", static_cast<double>(interval.count()) / 1000);
}

std::vector<Line> heading_lines(const State& state, const Heading& heading, const Totals& totals,
                                const Sample* now) {
  std::vector<Line> lines;
  if (now == nullptr) {
    lines.push_back({{"shunt top", Look::kStrong}, {" " + heading.host}});
  } else {
    const auto& status = now->status;
    const auto up = std::chrono::duration_cast<std::chrono::seconds>(now->stats.taken_at - status.started_at);
    lines.push_back(
        {{"shunt " + status.version, Look::kStrong},
         {fmt::format(" {} up {} every {}", heading.host, duration(up), interval_text(state.interval))},
         {state.paused ? " PAUSED" : "", Look::kStrong}});
    lines.push_back(
        {{fmt::format("packets/s {} bit/s {} drops/s ", number_text(totals.packets, Unit::kRate),
                      number_text(totals.bits, Unit::kBits))},
         {number_text(totals.drops, Unit::kRate), totals.drops.value_or(0) > 0 ? Look::kBad : Look::kPlain},
         {" flows " + count(totals.flows)}});
    if (!status.alarms.empty())
      lines.push_back({{count(status.alarms.size(), "alarm") + ": " + status.alarms.front(), Look::kBad}});
  }
  if (!heading.trouble.empty()) lines.push_back({{heading.trouble, Look::kBad}});
  if (!heading.news.empty()) lines.push_back({{heading.news, Look::kStrong}});
  return lines;
}

Line tabs_line(const State& state) {
  constexpr std::array<std::pair<Subject, std::string_view>, 4> kTabs{{{Subject::kServices, "1 services"},
                                                                       {Subject::kInterfaces, "2 interfaces"},
                                                                       {Subject::kCpus, "3 CPUs"},
                                                                       {Subject::kDrops, "4 drops"}}};
  Line line;
  if (state.typing) return {{"filter: " + state.filter + "_", Look::kStrong}};
  if (state.subject == Subject::kBackends) line.push_back({state.service + " (Esc: back) ", Look::kStrong});
  if (!state.filter.empty()) line.push_back({"filter " + state.filter + " ", Look::kStrong});
  for (const auto& [subject, title] : kTabs)
    line.push_back({std::string(title) + " ", state.subject == subject ? Look::kStrong : Look::kPlain});
  line.push_back({"? help q quit"});
  return line;
}

}  // namespace

std::string printable_ascii(std::string_view text) {
  std::string clean(text);
  std::ranges::replace_if(
      clean, [](char c) { return c < ' ' || c > '~'; }, '?');
  return clean;
}

std::string number_text(const std::optional<double>& number, Unit unit) {
  if (!number) return "-";
  if (unit == Unit::kPercent) return fmt::format("{:.1f}%", *number);
  if (*number < 9.95 && *number > 0 && unit == Unit::kRate) return fmt::format("{:.1f}", *number);
  if (*number < 9999.5) return count(static_cast<std::uint64_t>(std::llround(*number)));
  constexpr std::string_view kUnits = "kMGTPE";
  double value = *number / 1000;
  std::size_t unit_at = 0;
  for (; value >= 999.5 && unit_at + 1 < kUnits.size(); ++unit_at) value /= 1000;
  const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f}{}", value, decimals, kUnits[unit_at]);
}

std::size_t rows_that_fit(const Size& size, const Heading& heading, const Sample* now) {
  const std::size_t above = heading_lines({}, heading, {}, now).size() + 2;
  return size.rows > above ? size.rows - above : 0;
}

std::vector<Line> draw(const Size& size, const State& state, const Heading& heading, const Pane& pane,
                       const Totals& totals, const Sample* now) {
  auto lines = heading_lines(state, heading, totals, now);
  lines.push_back(tabs_line(state));
  if (state.help) {
    for (const auto text : kHelp) lines.push_back({{std::string(text)}});
  } else {
    const auto rows = arranged(pane, state.sort_key(), state.is_reverse(), state.filter);
    const auto columns = widths(pane, rows, state, size.columns);
    lines.push_back(column_line(pane, columns, state));
    double largest = 0;
    for (const auto& row : rows) largest = std::max(largest, row.numbers[0].value_or(0));
    const std::size_t page = size.rows > lines.size() ? size.rows - lines.size() : 0;
    const std::size_t cursor = std::min(state.cursor, rows.empty() ? 0 : rows.size() - 1);
    const std::size_t first = page == 0 ? 0 : cursor / page * page;
    for (std::size_t i = first; i < rows.size() && i < first + page; ++i)
      lines.push_back(row_line(pane, columns, rows[i], largest, i == cursor));
    if (rows.empty() && now != nullptr)
      lines.push_back({{pane.rows.empty() ? "nothing" : "no row has this filter"}});
  }
  lines.resize(size.rows);
  for (auto& line : lines) line = cut(std::move(line), size.columns);
  return lines;
}

}  // namespace shunt::cli::top
