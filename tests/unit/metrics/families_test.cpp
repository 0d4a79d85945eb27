// SPDX-License-Identifier: Apache-2.0
#include "metrics/families.h"

#include <gmock/gmock.h>

#include <initializer_list>
#include <regex>
#include <set>

#include "support/example_views.h"
#include "unit/metrics/text_of.h"

namespace shunt::test {
namespace {

using prometheus::MetricFamily;
using testing::HasSubstr;
using testing::Not;
using Families = std::vector<MetricFamily>;

Families example(const control::Status& status = example_status(), bool per_cpu = false) {
  Families families;
  metrics::show_families(status, example_stats(per_cpu),
                         [&](const MetricFamily& family) { families.push_back(family); });
  return families;
}

void expect_lines(const std::string& shown, std::initializer_list<const char*> lines) {
  for (const char* line : lines) EXPECT_THAT(shown, HasSubstr(line));
}

TEST(Metrics, CountPackets) {
  const auto shown = metrics::text_of(example());
  expect_lines(shown, {"shunt_service_packets_total{service=\"web\"} 1234567\n",
                       "shunt_service_dropped_bytes_total{service=\"web\"} 180\n",
                       "shunt_backend_packets_total{service=\"web\",backend=\"198.51.100.11\"} 411522\n",
                       "shunt_backend_bytes_total{service=\"web\",backend=\"198.51.100.12\"} 1073741824\n",
                       "shunt_backend_new_flows_total{service=\"web\",backend=\"198.51.100.11\"} 40000\n",
                       "shunt_backend_syns_repeated_total{service=\"web\",backend=\"198.51.100.11\"} 17\n",
                       "shunt_interface_packets_total{interface=\"eth0\",action=\"redirected\"} 411522\n",
                       "shunt_reason_packets_total{reason=\"next_hop_unresolved\",verdict=\"drop\"} 3\n",
                       "shunt_flow_table_inserts_total 34567\n"});
}

TEST(Metrics, ShowTheStateOfThings) {
  const auto shown = metrics::text_of(example());
  expect_lines(shown,
               {"shunt_build_info{kernel=\"6.1.0-42-amd64\",version=\"0.1.0\"} 1\n", "shunt_alarms 1\n",
                "shunt_publications_total 7\n", "shunt_config_fingerprint 280223976814164\n",
                "shunt_service_table_fingerprint{service=\"web\"} 20015998343868\n",
                "shunt_reloads_total{result=\"applied\"} 2\n", "shunt_reloads_total{result=\"refused\"} 1\n",
                "shunt_last_reload_successful 0\n", "shunt_last_reload_duration_seconds 0.0025\n",
                "shunt_backend_resolved{service=\"web\",backend=\"2001:db8:1::13\"} 0\n",
                "shunt_backend_slots{service=\"web\",backend=\"198.51.100.12\"} 201\n",
                "shunt_interface_attached{interface=\"eth0\",mode=\"native\"} 1\n",
                "shunt_interface_attached{interface=\"eth9\",mode=\"none\"} 0\n",
                "shunt_flow_table_flows{confirmed=\"true\"} 12345\n"});
}

TEST(Metrics, ShowHealthOfWhatIsChecked) {
  const auto shown = metrics::text_of(example());
  expect_lines(
      shown, {"shunt_backend_health_up{service=\"web\",backend=\"198.51.100.12\"} 1\n",
              "shunt_backend_health_transitions_total{service=\"web\",backend=\"198.51.100.12\"} 5\n",
              "shunt_service_probe_duration_seconds_bucket{service=\"web\",le=\"0.0005\"} 15\n",
              "shunt_service_probe_duration_seconds_bucket{service=\"web\",le=\"+Inf\"} 18\n",
              "shunt_service_probe_duration_seconds_sum{service=\"web\"} 1.25\n",
              "shunt_check_probes_failed_total{service=\"web\",backend=\"198.51.100.12\",check=\"0-http\"} 3\n"});
  EXPECT_THAT(shown, Not(HasSubstr("shunt_backend_health_up{service=\"web\",backend=\"198.51.100.11\"")));
}

TEST(Metrics, ShowAWeightWithoutSlotsAsNotReady) {
  const auto shown = metrics::text_of(example(example_status_under_change()));
  EXPECT_THAT(shown, HasSubstr("shunt_backend_ready{service=\"web\",backend=\"198.51.100.11\"} 0\n"));
  EXPECT_THAT(shown, HasSubstr("shunt_backend_weight{service=\"web\",backend=\"198.51.100.12\"} 5\n"));
}

TEST(Metrics, AreByCpuWhereThatIsAskedFor) {
  const auto shown = metrics::text_of(example(example_status(), true));
  expect_lines(shown, {"shunt_service_packets_total{service=\"web\",cpu=\"0\"} 1234560\n",
                       "shunt_service_packets_total{service=\"web\",cpu=\"1\"} 7\n",
                       "shunt_reason_packets_total{reason=\"next_hop_unresolved\",verdict=\"drop\",cpu=\"2\"} 0\n",
                       "shunt_backend_packets_total{service=\"web\",backend=\"198.51.100.11\"} 411522\n"});
  EXPECT_THAT(shown, Not(HasSubstr("shunt_service_packets_total{service=\"web\"} ")));
}

TEST(Metrics, SayNothingOfAReloadThatWasNone) {
  auto status = example_status();
  status.reloads = {};
  const auto shown = metrics::text_of(example(status));
  EXPECT_THAT(shown, HasSubstr("shunt_reloads_total{result=\"refused\"} 0\n"));
  EXPECT_THAT(shown, Not(HasSubstr("last_reload")));
}

TEST(Metrics, OfAnInterfaceThatIsGoneHaveALabel) {
  auto stats = example_stats(false);
  stats.interfaces[1].name = "";
  Families families;
  metrics::show_dataplane(example_status(), stats,
                          [&](const MetricFamily& family) { families.push_back(family); });
  EXPECT_THAT(metrics::text_of(families),
              HasSubstr("shunt_interface_packets_total{interface=\"(gone)\",action=\"passed\"} 0\n"));
}

// prometheus.io, "Metric and label naming".
TEST(Metrics, AreNamedByTheConventions) {
  const std::regex name("shunt_[a-z]+(_[a-z]+)*");
  std::set<std::string> seen;
  for (const auto& family : example()) {
    EXPECT_TRUE(std::regex_match(family.name, name)) << family.name;
    EXPECT_TRUE(seen.insert(family.name).second) << family.name << " is there twice";
    EXPECT_EQ(family.name.ends_with("_total"), family.type == prometheus::MetricType::Counter) << family.name;
    EXPECT_TRUE(family.help.ends_with(".")) << family.name;
  }
}

TEST(Metrics, HaveEachSetOfLabelsOnce) {
  for (const auto& family : example(example_status_under_change(), true)) {
    std::set<std::vector<prometheus::ClientMetric::Label>> seen;
    for (const auto& metric : family.metric) EXPECT_TRUE(seen.insert(metric.label).second) << family.name;
  }
}

}  // namespace
}  // namespace shunt::test
