// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace shunt::metrics {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr std::string_view kTotal = "_total";

std::string_view type_text(MetricType type) {
  if (type == MetricType::Counter) return "counter";
  return type == MetricType::Histogram ? "histogram" : "gauge";
}

}  // namespace

std::string_view content_type(Format format) {
  return format == Format::kOpenMetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                        : "text/plain; version=0.0.4; charset=utf-8";
}

void Exposition::add(const MetricFamily& family) {
  if (family.metric.empty()) return;
  add_head(family);
  for (const auto& metric : family.metric) {
    switch (family.type) {
      case MetricType::Counter: add_sample(family.name, "", metric, "", metric.counter.value); break;
      case MetricType::Histogram: add_histogram(family.name, metric); break;
      default: add_sample(family.name, "", metric, "", metric.gauge.value); break;
    }
  }
}

std::string Exposition::text() && {
  if (format_ == Format::kOpenMetrics) text_ += "# EOF\n";
  return std::move(text_);
}

// In OpenMetrics a counter's family is named without the suffix of its samples, and quotes are escaped in its
// help.
void Exposition::add_head(const MetricFamily& family) {
  const bool open = format_ == Format::kOpenMetrics;
  std::string_view name = family.name;
  if (open && family.type == MetricType::Counter && name.ends_with(kTotal)) name.remove_suffix(kTotal.size());
  text_.append("# HELP ").append(name).append(" ");
  add_escaped(family.help, open);
  text_.append("\n# TYPE ").append(name).append(" ").append(type_text(family.type)).append("\n");
}

void Exposition::add_histogram(std::string_view name, const prometheus::ClientMetric& metric) {
  add_sample(name, "_count", metric, "", double(metric.histogram.sample_count));
  add_sample(name, "_sum", metric, "", metric.histogram.sample_sum);
  for (const auto& bucket : metric.histogram.bucket)
    add_sample(name, "_bucket", metric, bound_text(bucket.upper_bound), double(bucket.cumulative_count));
}

/// @param bound of a bucket; empty: the sample is none
void Exposition::add_sample(std::string_view name, std::string_view suffix, const prometheus::ClientMetric& metric,
                            std::string_view bound, double value) {
  text_.append(name).append(suffix);
  char separator = '{';
  for (const auto& label : metric.label) {
    text_ += separator;
    text_.append(label.name).append("=\"");
    add_escaped(label.value, true);
    text_ += '"';
    separator = ',';
  }
  if (!bound.empty()) {
    text_ += separator;
    text_.append("le=\"").append(bound).append("\"");
    separator = ',';
  }
  if (separator == ',') text_ += '}';
  text_ += ' ';
  add_number(value);
  text_ += '\n';
}

void Exposition::add_escaped(std::string_view text, bool quotes) {
  const auto is_special = [quotes](char c) { return c == '\\' || c == '\n' || (quotes && c == '"'); };
  for (;;) {
    const auto place = std::ranges::find_if(text, is_special);
    text_.append(text.begin(), place);
    if (place == text.end()) return;
    text_ += '\\';
    text_ += *place == '\n' ? 'n' : *place;
    text.remove_prefix(static_cast<std::size_t>(place - text.begin()) + 1);
  }
}

/// Whole numbers without an exponent, as people read counters.
void Exposition::add_number(double value) {
  constexpr double kExact = 9007199254740992;  // 2^53
  char digits[32];
  const bool whole = std::trunc(value) == value && std::abs(value) <= kExact;
  const auto end = whole ? std::to_chars(digits, digits + sizeof digits, static_cast<std::int64_t>(value))
                         : std::to_chars(digits, digits + sizeof digits, value);
  text_.append(digits, end.ptr);
}

/// OpenMetrics wants them as floating-point numbers.
std::string Exposition::bound_text(double bound) const {
  if (std::isinf(bound)) return "+Inf";
  char digits[32];
  std::string text(digits, std::to_chars(digits, digits + sizeof digits, bound, std::chars_format::fixed).ptr);
  if (format_ == Format::kOpenMetrics && text.find('.') == std::string::npos) text += ".0";
  return text;
}

}  // namespace shunt::metrics
