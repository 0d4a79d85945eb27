// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition.h"

#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <vector>

#include "metrics/families.h"
#include "support/example_views.h"
#include "unit/metrics/text_of.h"

namespace shunt::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Families = std::vector<MetricFamily>;

ClientMetric counted(std::vector<ClientMetric::Label> labels, double value) {
  ClientMetric metric{.label = std::move(labels)};
  metric.counter.value = value;
  return metric;
}

Families example() {
  ClientMetric load, time{.label = {{"service", "web"}}};
  load.gauge.value = 0.25;
  time.histogram = {.sample_count = 5,
                    .sample_sum = 0.75,
                    .bucket = {{.cumulative_count = 3, .upper_bound = 0.005},
                               {.cumulative_count = 4, .upper_bound = 1},
                               {.cumulative_count = 5, .upper_bound = std::numeric_limits<double>::infinity()}}};
  return {{"shunt_packets_total",
           "Packets.\nOf \"all\".",
           MetricType::Counter,
           {counted({{"service", "a \"b\" \\ c\nd"}}, 18'446'744),
            counted({{"service", "web"}, {"backend", "2001:db8::1"}}, 0)}},
          {"shunt_load_ratio", "Load.", MetricType::Gauge, {load}},
          {"shunt_probe_duration_seconds", "Time.", MetricType::Histogram, {time}}};
}

// What both forms have between the head of the first family and the bounds of the last.
const std::string kMiddle =
    "shunt_packets_total{service=\"a \\\"b\\\" \\\\ c\\nd\"} 18446744\n"
    "shunt_packets_total{service=\"web\",backend=\"2001:db8::1\"} 0\n"
    "# HELP shunt_load_ratio Load.\n"
    "# TYPE shunt_load_ratio gauge\n"
    "shunt_load_ratio 0.25\n"
    "# HELP shunt_probe_duration_seconds Time.\n"
    "# TYPE shunt_probe_duration_seconds histogram\n"
    "shunt_probe_duration_seconds_count{service=\"web\"} 5\n"
    "shunt_probe_duration_seconds_sum{service=\"web\"} 0.75\n"
    "shunt_probe_duration_seconds_bucket{service=\"web\",le=\"0.005\"} 3\n";

TEST(Exposition, IsPrometheusText) {
  EXPECT_EQ(text_of(example(), Format::kPrometheus),
            "# HELP shunt_packets_total Packets.\\nOf \"all\".\n"
            "# TYPE shunt_packets_total counter\n" +
                kMiddle +
                "shunt_probe_duration_seconds_bucket{service=\"web\",le=\"1\"} 4\n"
                "shunt_probe_duration_seconds_bucket{service=\"web\",le=\"+Inf\"} 5\n");
}

TEST(Exposition, IsOpenMetrics) {
  EXPECT_EQ(text_of(example(), Format::kOpenMetrics),
            "# HELP shunt_packets Packets.\\nOf \\\"all\\\".\n"
            "# TYPE shunt_packets counter\n" +
                kMiddle +
                "shunt_probe_duration_seconds_bucket{service=\"web\",le=\"1.0\"} 4\n"
                "shunt_probe_duration_seconds_bucket{service=\"web\",le=\"+Inf\"} 5\n"
                "# EOF\n");
}

// prometheus-cpp, which takes ten times as long, is the truth.
TEST(Exposition, IsWhatPrometheusCppWrites) {
  auto mine = example();
  mine[0].help = "It escapes no line breaks in a help.";
  EXPECT_EQ(text_of(mine, Format::kPrometheus), prometheus::TextSerializer().Serialize(mine));
  Families all;
  show_families(test::example_status_under_change(), test::example_stats(true), [&](const MetricFamily& family) {
    if (!family.metric.empty()) all.push_back(family);
  });
  const auto no_fractions = [](Families families) {  // which have several spellings
    for (auto& family : families)
      for (auto& metric : family.metric) metric.gauge.value = static_cast<int>(metric.gauge.value);
    return families;
  };
  EXPECT_EQ(text_of(no_fractions(all), Format::kPrometheus),
            prometheus::TextSerializer().Serialize(no_fractions(all)));
}

TEST(Exposition, HasNumbersInFull) {
  const auto shown = [](double value) {
    const auto text = text_of({{"x_total", "X.", MetricType::Counter, {counted({}, value)}}}, Format::kPrometheus);
    return text.substr(text.rfind(' ') + 1);
  };
  EXPECT_EQ(shown(100'000), "100000\n");
  EXPECT_EQ(shown(9'007'199'254'740'992), "9007199254740992\n");
  EXPECT_EQ(shown(1'795'224'000.125), "1795224000.125\n");
  EXPECT_EQ(std::stod(shown(1.8e19)), 1.8e19);
  EXPECT_EQ(shown(-1), "-1\n");
}

TEST(Exposition, OfNothingIsStillWhole) {
  const Families empty{{"shunt_nothing", "Nothing.", MetricType::Gauge, {}}};
  for (const auto& families : {Families{}, empty}) {
    EXPECT_EQ(text_of(families, Format::kPrometheus), "");
    EXPECT_EQ(text_of(families, Format::kOpenMetrics), "# EOF\n");
  }
}

}  // namespace
}  // namespace shunt::metrics
