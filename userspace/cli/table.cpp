// SPDX-License-Identifier: Apache-2.0
#include "cli/table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "log/escape.h"

namespace shunt::cli {
namespace {

constexpr std::string_view kGap = "  ";
constexpr std::size_t kNarrowest = 16;  // a last column with less room than this does not fold

std::string_view escape_of(Tone tone) {
  switch (tone) {
    case Tone::kStrong: return "\033[1m";
    case Tone::kGood: return "\033[32m";
    case Tone::kBad: return "\033[31m";
    case Tone::kPlain: break;
  }
  return "";
}

/// `text` in lines of at most `width` characters where spaces allow it; 0: one line.
std::vector<std::string_view> folded(std::string_view text, std::size_t width) {
  std::vector<std::string_view> lines;
  while (width > 0 && text.size() > width) {
    auto space = text.rfind(' ', width);
    if (space == std::string_view::npos || space == 0) space = text.find(' ', width);
    if (space == std::string_view::npos) break;
    lines.push_back(text.substr(0, space));
    text.remove_prefix(space + 1);
  }
  lines.push_back(text);
  return lines;
}

/// `text` folded into the columns from `indent` on, without a newline at its end.
std::string block(std::string_view text, Tone tone, std::size_t indent, const Style& style) {
  const bool room = style.width >= indent + kNarrowest;
  std::string out;
  for (const std::string_view line : folded(text, room ? style.width - indent : 0)) {
    if (!out.empty()) out += "\n" + std::string(indent, ' ');
    out += toned(line, tone, style);
  }
  return out;
}

}  // namespace

Style style_of_stdout() {
  if (::isatty(STDOUT_FILENO) == 0) return {};
  winsize size{};
  ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
  const char* const no_colour = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return {.width = size.ws_col == 0 ? 80U : size.ws_col,
          .colour = !dumb && (no_colour == nullptr || *no_colour == '\0')};
}

std::string toned(std::string_view text, Tone tone, const Style& style) {
  if (!style.colour || tone == Tone::kPlain || text.empty()) return log::printable(text);
  return std::string(escape_of(tone)) + log::printable(text) + "\033[0m";
}

void Table::row(std::vector<Cell> cells) {
  cells.resize(columns_.size());
  for (auto& cell : cells) cell.text = log::printable(cell.text);  // before it is measured
  rows_.push_back({std::move(cells), false});
}

void Table::line(const std::string& text, Tone tone) { rows_.push_back({{{log::printable(text), tone}}, true}); }

std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) widths.push_back(column.header.size());
  for (const Row& row : rows_)
    for (std::size_t i = 0; i < row.cells.size() && !row.across; ++i)
      widths[i] = std::max(widths[i], row.cells[i].text.size());
  return widths;
}

std::string Table::text(const Style& style) const {
  const auto widths = this->widths();
  std::string out;
  const auto append = [&](const std::vector<Cell>& cells) {
    std::size_t indent = 0;
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bool last = i + 1 == cells.size();
      const std::string padding(widths[i] - std::min(widths[i], cells[i].text.size()), ' ');
      if (columns_[i].right) line += padding;
      line +=
          last ? block(cells[i].text, cells[i].tone, indent, style) : toned(cells[i].text, cells[i].tone, style);
      if (!last) line += (columns_[i].right ? "" : padding) + std::string(kGap);
      indent += widths[i] + kGap.size();
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  std::vector<Cell> headers;
  for (const Column& column : columns_) headers.push_back({column.header, Tone::kPlain});
  append(headers);
  for (const Row& row : rows_) {
    if (row.across) {
      out += block(row.cells[0].text, row.cells[0].tone, 0, style) + "\n";
    } else {
      append(row.cells);
    }
  }
  return out;
}

}  // namespace shunt::cli
