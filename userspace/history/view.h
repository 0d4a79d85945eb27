// SPDX-License-Identifier: Apache-2.0
// What is asked of the history, and what it answers.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "history/track.h"
#include "net/address.h"

namespace shunt::history {

enum class Kind : std::uint8_t { kAll, kService, kBackend, kInterface, kCpu, kReason };

/// Nothing set: of all services, interfaces, CPUs and reasons.
struct Query {
  std::optional<std::string> service;     ///< of this one
  std::optional<net::IpAddress> backend;  ///< of this one of `service`
  bool every_service = false;             ///< packets of each service, a point a minute
};

struct Points {
  Measure measure{};
  std::vector<double> values;  ///< oldest first: a second, but flows; a NaN is a gap
};

struct Series {
  Kind kind{};
  std::string name;  ///< of a service, an interface or a reason; the number of a CPU; a backend's address
  std::vector<Points> points;
};

struct View {
  std::chrono::system_clock::time_point until{};  ///< the end of the last point
  std::chrono::seconds interval{};                ///< from point to point
  std::vector<Series> series;
};

std::string_view to_string(Kind kind);        ///< "all", "service", "backend", "interface", "cpu", "reason"
std::string_view to_string(Measure measure);  ///< "packets", "bytes", "drops", "new_flows", "flows"

/// Means of `width` points each, of those that are known; a gap where none is. The first is left out if there are
/// not enough points for it.
std::vector<double> means(const std::vector<double>& points, std::size_t width);

}  // namespace shunt::history
