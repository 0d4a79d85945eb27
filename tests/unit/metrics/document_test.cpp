// SPDX-License-Identifier: Apache-2.0
// docs/metrics.md against what the controller shows: the same metrics, of the same types, with the same labels.
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "core/read_file.h"
#include "metrics/families.h"
#include "support/example_views.h"

namespace shunt::metrics {
namespace {

struct Described {
  std::string type;
  std::set<std::string> labels;
  bool operator==(const Described&) const = default;
};
using Metrics = std::map<std::string, Described>;

std::ostream& operator<<(std::ostream& out, const Described& described) {
  out << described.type;
  for (const auto& label : described.labels) out << " " << label;
  return out;
}

std::set<std::string> words_of(const std::string& text) {
  std::set<std::string> words;
  static const std::regex word("[a-z]+");
  for (std::sregex_iterator found(text.begin(), text.end(), word), end; found != end; ++found)
    words.insert(found->str());
  return words;
}

Metrics documented() {
  Metrics metrics;
  const auto text = core::read_file(std::filesystem::path(SHUNT_SOURCE_DIR) / "docs/metrics.md", 1 << 20);
  if (!text) return metrics;
  std::istringstream lines(*text);
  static const std::regex row(R"(\| `(shunt_[a-z_]+)` \| ([a-z]+) \| ([a-z, ]*)\| .+ \|)");
  std::smatch found;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `shunt_")) continue;
    if (!std::regex_match(line, found, row)) {
      ADD_FAILURE() << "not a row as the others are: " << line;
    } else {
      const bool first = metrics.emplace(found[1], Described{found[2], words_of(found[3])}).second;
      EXPECT_TRUE(first) << found[1] << " is there twice";
    }
  }
  return metrics;
}

void take(const prometheus::MetricFamily& family, Metrics& metrics) {
  using prometheus::MetricType;
  auto& described = metrics[family.name];
  described.type = family.type == MetricType::Counter     ? "counter"
                   : family.type == MetricType::Histogram ? "histogram"
                                                          : "gauge";
  for (const auto& metric : family.metric)
    for (const auto& label : metric.label) described.labels.insert(label.name);
  if (family.type == MetricType::Histogram) described.labels.insert("le");
}

TEST(MetricsDocument, HasEveryMetricAndNoOther) {
  Metrics shown;
  auto stats = test::example_stats(true);
  stats.interfaces[0].counters.per_cpu.resize(1);
  show_families(test::example_status(), stats, [&](const auto& family) { take(family, shown); });
  show_api({}, [&](const auto& family) { take(family, shown); });
  const auto written = documented();
  for (const auto& [name, described] : shown) {
    ASSERT_TRUE(written.contains(name)) << name << " is not described";
    EXPECT_EQ(written.at(name), described) << name;
  }
  for (const auto& [name, described] : written) EXPECT_TRUE(shown.contains(name)) << name << " is shown by nobody";
}

}  // namespace
}  // namespace shunt::metrics
