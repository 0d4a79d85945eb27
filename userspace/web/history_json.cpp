// SPDX-License-Identifier: Apache-2.0
#include "web/history_json.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <utility>

#include "web/json_writer.h"

namespace shunt::web {
namespace {

void append_points(std::string& out, const history::Points& points) {
  append_json_string(out, history::to_string(points.measure));
  out += ":[";
  bool first = true;
  for (const double value : points.values) {
    if (!std::exchange(first, false)) out += ',';
    if (std::isnan(value)) {
      out += "null";
    } else if (value == 0) {
      out += '0';
    } else {
      fmt::format_to(std::back_inserter(out), "{:.4g}", value);
    }
  }
  out += ']';
}

}  // namespace

std::string to_json(const history::View& view) {
  std::string out = "{\"until\":";
  append_json_string(out, to_text(view.until));
  out += ",\"interval_s\":" + std::to_string(view.interval.count()) + ",\"series\":[";
  for (const auto& series : view.series) {
    if (&series != view.series.data()) out += ',';
    out += "{\"kind\":";
    append_json_string(out, history::to_string(series.kind));
    out += ",\"name\":";
    append_json_string(out, series.name);
    for (const auto& points : series.points) {
      out += ',';
      append_points(out, points);
    }
    out += '}';
  }
  return out + "]}";
}

}  // namespace shunt::web
