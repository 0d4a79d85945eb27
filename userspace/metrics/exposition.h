// SPDX-License-Identifier: Apache-2.0
// Metrics as text: Prometheus text format 0.0.4, and OpenMetrics 1.0.0.
#pragma once

#include <prometheus/metric_family.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace shunt::metrics {

enum class Format : std::uint8_t { kPrometheus, kOpenMetrics };

std::string_view content_type(Format format);

/// Counters, gauges and histograms, without timestamps. prometheus-cpp writes the first format, too, and is what
/// the tests compare with; it takes 400 ms for the samples of 10,000 backends, and this a tenth.
class Exposition {
 public:
  explicit Exposition(Format format) : format_(format) {}

  /// Each name once; a counter's ends in _total. A family without samples leaves no trace.
  void add(const prometheus::MetricFamily& family);

  std::string text() &&;

 private:
  void add_head(const prometheus::MetricFamily& family);
  void add_histogram(std::string_view name, const prometheus::ClientMetric& metric);
  void add_sample(std::string_view name, std::string_view suffix, const prometheus::ClientMetric& metric,
                  std::string_view bound, double value);
  void add_escaped(std::string_view text, bool quotes);
  void add_number(double value);
  [[nodiscard]] std::string bound_text(double bound) const;

  Format format_;
  std::string text_;
};

}  // namespace shunt::metrics
