// SPDX-License-Identifier: Apache-2.0
// Metrics on their way from what the controller knows to text: one family at a time, so that a scrape of ten
// thousand backends holds the samples of one of them.
#pragma once

#include <prometheus/metric_family.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shunt::metrics {

using Labels = std::vector<prometheus::ClientMetric::Label>;

/// Gets each family once, whole; names of counters end in _total.
using Sink = std::function<void(const prometheus::MetricFamily&)>;

/// A metric with one sample for each `Subject`.
template <typename Subject>
struct Measure {
  const char* name;
  const char* help;
  double (*value)(const Subject&);
};

/// What many metrics have a sample of each: their labels are made once, which is most of the work.
template <typename Subject>
class Series {
 public:
  /// `subject` outlives this. A set of labels comes once.
  void add(const Subject& subject, Labels labels) {
    subjects_.push_back(&subject);
    family_.metric.emplace_back().label = std::move(labels);
  }

  void reserve(std::size_t samples) {
    subjects_.reserve(samples);
    family_.metric.reserve(samples);
  }

  template <typename Measures>
  void show_counters(const Measures& measures, const Sink& sink) {
    show(measures, prometheus::MetricType::Counter, sink,
         [](prometheus::ClientMetric& metric, double value) { metric.counter.value = value; });
  }

  template <typename Measures>
  void show_gauges(const Measures& measures, const Sink& sink) {
    show(measures, prometheus::MetricType::Gauge, sink,
         [](prometheus::ClientMetric& metric, double value) { metric.gauge.value = value; });
  }

 private:
  template <typename Measures, typename Set>
  void show(const Measures& measures, prometheus::MetricType type, const Sink& sink, Set set) {
    for (const Measure<Subject>& measure : measures) {
      family_.name = measure.name;
      family_.help = measure.help;
      family_.type = type;
      for (std::size_t i = 0; i < subjects_.size(); ++i) set(family_.metric[i], measure.value(*subjects_[i]));
      sink(family_);
    }
  }

  std::vector<const Subject*> subjects_;
  prometheus::MetricFamily family_;
};

}  // namespace shunt::metrics
