// SPDX-License-Identifier: Apache-2.0
#include "history/view.h"

#include <cmath>
#include <limits>

namespace shunt::history {

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::kAll: return "all";
    case Kind::kService: return "service";
    case Kind::kBackend: return "backend";
    case Kind::kInterface: return "interface";
    case Kind::kCpu: return "cpu";
    case Kind::kReason: break;
  }
  return "reason";
}

std::string_view to_string(Measure measure) {
  switch (measure) {
    case Measure::kPackets: return "packets";
    case Measure::kBytes: return "bytes";
    case Measure::kDrops: return "drops";
    case Measure::kNewFlows: return "new_flows";
    case Measure::kFlows: break;
  }
  return "flows";
}

std::vector<double> means(const std::vector<double>& points, std::size_t width) {
  std::vector<double> result;
  result.reserve(points.size() / width);
  for (std::size_t begin = points.size() % width; begin < points.size(); begin += width) {
    double sum = 0;
    std::size_t known = 0;
    for (std::size_t i = begin; i < begin + width; ++i) {
      if (std::isnan(points[i])) continue;
      sum += points[i];
      ++known;
    }
    result.push_back(known == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(known));
  }
  return result;
}

}  // namespace shunt::history
