// SPDX-License-Identifier: Apache-2.0
#include "metrics/api_counts.h"
#include "metrics/families.h"

namespace shunt::metrics {
namespace {

constexpr Measure<ApiCounts> kCounters[] = {{"shunt_api_requests_total",
                                             "Requests to the API, those that were refused too.",
                                             [](const ApiCounts& counts) { return double(counts.requests); }}};

constexpr Measure<ApiCounts> kGauges[] = {{"shunt_api_connections", "Connections to the API.",
                                           [](const ApiCounts& counts) { return double(counts.connections); }},
                                          {"shunt_api_streams", "Of them, those that get events.",
                                           [](const ApiCounts& counts) { return double(counts.streams); }}};

constexpr Measure<std::uint64_t> kRefused[] = {{"shunt_api_refused_total",
                                                "Requests that the API refused before it looked at what they ask.",
                                                [](const std::uint64_t& count) { return double(count); }}};

constexpr Measure<std::uint64_t> kClosed[] = {{"shunt_api_closed_total",
                                               "Connections that the API closed and the client had not.",
                                               [](const std::uint64_t& count) { return double(count); }}};

template <typename Counts, typename Names, typename Measures>
void show_by_reason(const Counts& counts, const Names& names, const Measures& measures, const Sink& sink) {
  Series<std::uint64_t> reasons;
  for (std::size_t i = 0; i < names.size(); ++i) reasons.add(counts[i], {{"reason", std::string(names[i])}});
  reasons.show_counters(measures, sink);
}

}  // namespace

void show_api(const ApiCounts& counts, const Sink& sink) {
  Series<ApiCounts> api;
  api.add(counts, {});
  api.show_counters(kCounters, sink);
  api.show_gauges(kGauges, sink);
  show_by_reason(counts.refused, kApiRefusals, kRefused, sink);
  show_by_reason(counts.closed, kApiClosings, kClosed, sink);
}

}  // namespace shunt::metrics
