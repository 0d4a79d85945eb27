// SPDX-License-Identifier: Apache-2.0
#include "cli/top/lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "web/json_writer.h"

namespace shunt::cli::top {
namespace {

std::string plain(const std::optional<double>& number, Unit unit, std::string_view unknown) {
  if (!number) return std::string(unknown);
  return unit == Unit::kCount ? fmt::format("{:.0f}", *number) : fmt::format("{:.1f}", *number);
}

std::string json_text(std::string_view text) {
  std::string out;
  web::append_json_string(out, text);
  return out;
}

/// As it is if it is a word, else as in JSON: no value holds a space or a line's end.
std::string value(std::string_view text) {
  const bool word = !text.empty() && std::ranges::all_of(text, [](char c) {
    return c > ' ' && c <= '~' && c != '"' && c != '\\' && c != '=';
  });
  return word ? std::string(text) : json_text(text);
}

/// What one look shows, in this order.
std::vector<Pane> panes(const TopCommand& command, const Sample* before, const Sample& now) {
  const auto first = command.service.empty() ? Subject::kServices : Subject::kBackends;
  std::vector<Pane> panes;
  for (const auto subject : {first, Subject::kInterfaces, Subject::kCpus, Subject::kDrops}) {
    auto pane = make_pane(subject, command.service, before, now);
    // An option for all of them: where a pane has no such column, its own order stands.
    pane.rows = arranged(pane, has_key(pane, command.sort) ? command.sort : "", false,
                         subject == first ? command.filter : "");
    panes.push_back(std::move(pane));
  }
  return panes;
}

}  // namespace

std::string as_lines(const TopCommand& command, const Sample* before, const Sample& now) {
  const auto totals = totals_of(before, now);
  std::string out = fmt::format("total time={} packets={} bits={} drops={} flows={} alarms={}\n",
                                web::to_text(now.stats.taken_at), plain(totals.packets, Unit::kRate, "-"),
                                plain(totals.bits, Unit::kBits, "-"), plain(totals.drops, Unit::kRate, "-"),
                                totals.flows, now.status.alarms.size());
  for (const auto& pane : panes(command, before, now)) {
    for (const auto& row : pane.rows) {
      out += fmt::format("{} name={}", pane.row_word, value(row.name));
      for (std::size_t i = 0; i < pane.columns.size(); ++i)
        out += fmt::format(" {}={}", pane.columns[i].key, plain(row.numbers[i], pane.columns[i].unit, "-"));
      if (!pane.bars && pane.subject != Subject::kDrops) out += " state=" + value(row.note);
      out += "\n";
    }
  }
  return out;
}

std::string as_json(const TopCommand& command, const Sample* before, const Sample& now) {
  const auto totals = totals_of(before, now);
  std::string out =
      fmt::format(R"({{"taken_at":{},"packets":{},"bits":{},"drops":{},"flows":{},"alarms":{})",
                  json_text(web::to_text(now.stats.taken_at)), plain(totals.packets, Unit::kRate, "null"),
                  plain(totals.bits, Unit::kBits, "null"), plain(totals.drops, Unit::kRate, "null"), totals.flows,
                  now.status.alarms.size());
  for (const auto& pane : panes(command, before, now)) {
    out += fmt::format(",\"{}s\":[", pane.row_word);
    for (const auto& row : pane.rows) {
      if (&row != pane.rows.data()) out += ",";
      out += fmt::format("{{\"name\":{}", json_text(row.name));
      for (std::size_t i = 0; i < pane.columns.size(); ++i)
        out += fmt::format(",\"{}\":{}", pane.columns[i].key, plain(row.numbers[i], pane.columns[i].unit, "null"));
      if (!pane.bars) out += ",\"note\":" + json_text(row.note);
      out += "}";
    }
    out += "]";
  }
  return out + "}\n";
}

}  // namespace shunt::cli::top
