// SPDX-License-Identifier: Apache-2.0
#include "history/history.h"

#include <gtest/gtest.h>

#include <cmath>

namespace shunt::history {
namespace {

using namespace std::chrono_literals;

const auto kFirst = net::IpAddress::parse("198.51.100.11").value();
const auto kSecond = net::IpAddress::parse("2001:db8::12").value();

Values values(std::uint64_t packets, std::optional<std::uint64_t> flows = {}) {
  Values values;
  values[static_cast<std::size_t>(Measure::kPackets)] = packets;
  values[static_cast<std::size_t>(Measure::kFlows)] = flows;
  return values;
}

class Histories : public testing::Test {
 protected:
  void begin(std::chrono::milliseconds after = 10s) {
    now_ += after;
    history_.begin(now_, History::Wall(1'000'000s + now_.time_since_epoch()));
  }

  /// A whole tick of one service with one backend.
  void tick(std::uint64_t packets, std::chrono::milliseconds after = 10s) {
    begin(after);
    history_.service("web", values(packets, packets / 100));
    history_.backend(kFirst, values(packets));
    history_.end();
  }

  /// The last `count` points of the first measure of a series.
  std::vector<double> last(const Query& query, std::size_t count, std::size_t series = 0) {
    const auto view = history_.view(query);
    if (!view || view->series.size() <= series) return {};
    const auto& points = view->series[series].points[0].values;
    return {points.end() - static_cast<std::ptrdiff_t>(count), points.end()};
  }

  History history_;
  History::Steady now_{100s};
};

TEST_F(Histories, HaveAnHourInPointsOfTenSeconds) {
  for (std::uint64_t i = 0; i < 400; ++i) tick(i * 100);
  const auto view = history_.view({.service = "web"});
  ASSERT_TRUE(view);
  EXPECT_EQ(view->interval, 10s);
  EXPECT_EQ(view->until.time_since_epoch(), 1'000'000s + now_.time_since_epoch());
  ASSERT_EQ(view->series.size(), 1U);
  EXPECT_EQ(view->series[0].points[0].values, std::vector<double>(360, 10));
}

TEST_F(Histories, OfBackendsHaveAPointEachHalfMinute) {
  for (std::uint64_t i = 0; i < 370; ++i) tick(i * 100);
  const auto view = history_.view({.service = "web", .backend = kFirst});
  ASSERT_TRUE(view);
  EXPECT_EQ(view->interval, 30s);
  EXPECT_EQ(view->series[0].points[0].values, std::vector<double>(120, 10));
  EXPECT_FALSE(history_.view({.service = "web", .backend = kSecond}));
  EXPECT_FALSE(history_.view({.service = "dns"}));
}

TEST_F(Histories, AreDueEveryTenSeconds) {
  EXPECT_TRUE(history_.due(now_));
  tick(0);
  EXPECT_FALSE(history_.due(now_ + 9s));
  EXPECT_TRUE(history_.due(now_ + 10s));
}

TEST_F(Histories, TakeTheTimeThatATickReallyTook) {
  tick(0);
  tick(150, 15s);
  EXPECT_EQ(last({.service = "web"}, 1)[0], 10);
  tick(200, 5s);
  EXPECT_EQ(last({.service = "web"}, 1)[0], 10);
}

TEST_F(Histories, ShowAGapForTicksThatDidNotCome) {
  tick(0);
  tick(100);
  tick(900, 40s);
  tick(1000);
  const auto points = last({.service = "web"}, 6);
  EXPECT_EQ(points[0], 10);
  for (int i = 1; i <= 4; ++i) EXPECT_TRUE(std::isnan(points[static_cast<std::size_t>(i)])) << i;
  EXPECT_EQ(points[5], 10);
}

TEST_F(Histories, SumAllServicesAlsoWhenOneGoesOrBeginsAnew) {
  for (const std::uint64_t second : {50U, 150U, 20U}) {
    begin();
    history_.service("web", values(second == 50 ? 0 : second == 150 ? 100 : 200));
    history_.service("dns", values(second));
    history_.interface("eth0", values(0));
    history_.end();
  }
  const auto all = last({}, 2);
  EXPECT_EQ(all[0], 20);
  EXPECT_EQ(all[1], 10);
  begin();
  history_.service("web", values(300));
  history_.end();
  EXPECT_EQ(last({}, 1)[0], 10);
  EXPECT_FALSE(history_.view({.service = "dns"}));
  EXPECT_EQ(history_.view({})->series.size(), 1U) << "eth0 has gone";
}

TEST_F(Histories, FindBackendsWhateverTheirOrder) {
  for (std::uint64_t i = 0; i < 9; ++i) {
    begin();
    history_.service("web", values(0));
    const bool turned = i >= 6;
    history_.backend(turned ? kSecond : kFirst, values(i * (turned ? 200 : 100)));
    history_.backend(turned ? kFirst : kSecond, values(i * (turned ? 100 : 200)));
    history_.end();
  }
  EXPECT_EQ(last({.service = "web", .backend = kFirst}, 1)[0], 10);
  EXPECT_EQ(last({.service = "web", .backend = kSecond}, 1)[0], 20);
}

TEST_F(Histories, OfEveryServiceHaveAPointAMinute) {
  for (std::uint64_t i = 0; i < 13; ++i) tick(i * i * 100);
  const auto view = history_.view({.every_service = true});
  EXPECT_EQ(view->interval, 60s);
  ASSERT_EQ(view->series[0].points[0].values.size(), 60U);
  EXPECT_EQ(last({.every_service = true}, 2), (std::vector<double>{60, 180}));
}

TEST_F(Histories, OrderProcessorsByNumber) {
  begin();
  for (std::uint32_t cpu = 0; cpu < 12; ++cpu) history_.cpu(cpu, values(0));
  history_.end();
  EXPECT_EQ(history_.view({})->series[3].name, "2");
}

TEST_F(Histories, OfTenThousandBackendsTakeLittleMemory) {
  const auto fill = [this](std::size_t services) {
    begin();
    for (std::size_t i = 0; i < services; ++i) {
      history_.service("service-" + std::to_string(i), values(i));
      for (std::uint8_t j = 0; j < 10; ++j) {
        net::IpAddress::Bytes bytes{};
        bytes[15] = j;
        history_.backend(net::IpAddress(bytes), values(i));
      }
    }
    history_.end();
  };
  fill(1000);
  RecordProperty("bytes", std::to_string(history_.bytes()));
  EXPECT_LT(history_.bytes(), std::size_t{16} << 20);
  for (int i = 0; i < 3; ++i) fill(10'000);
  EXPECT_LT(history_.bytes(), std::size_t{40} << 20) << "beyond the limits nothing is kept";
  EXPECT_FALSE(history_.view({.service = "service-9999"}));
  EXPECT_EQ(last({}, 1)[0], 0) << "but they are in the sum";
}

TEST(Means, LeaveGapsOut) {
  const double gap = std::nan("");
  const auto result = means({9, 1, 3, gap, 5, gap, gap}, 2);
  ASSERT_EQ(result.size(), 3U);
  EXPECT_EQ(result[0], 2);
  EXPECT_EQ(result[1], 5);
  EXPECT_TRUE(std::isnan(result[2]));
}

}  // namespace
}  // namespace shunt::history
