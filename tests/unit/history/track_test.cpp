// SPDX-License-Identifier: Apache-2.0
#include "history/track.h"

#include <gtest/gtest.h>

#include <cmath>

namespace shunt::history {
namespace {

constexpr std::array kBoth{Measure::kPackets, Measure::kFlows};

Values values(std::optional<std::uint64_t> packets, std::uint64_t flows = 0) {
  Values values;
  values[static_cast<std::size_t>(Measure::kPackets)] = packets;
  values[static_cast<std::size_t>(Measure::kFlows)] = flows;
  return values;
}

/// Points as text: "- - 5" with a gap as "-".
std::string text(const std::vector<double>& points) {
  std::string text;
  for (const double point : points)
    text += (text.empty() ? "" : " ") + (std::isnan(point) ? "-" : std::to_string(std::lround(point)));
  return text;
}

class Tracks : public testing::Test {
 protected:
  [[nodiscard]] std::string packets(std::uint32_t tick) const {
    return text(track_.points(Measure::kPackets, tick));
  }
  Track track_{kBoth, 4};
};

TEST_F(Tracks, MakeRatesOfCountersAndKeepGauges) {
  track_.note(1, values(1000, 7), {});
  track_.note(2, values(1100, 8), 10);
  track_.note(3, values(1300, 0), 20);
  EXPECT_EQ(packets(3), "- - 10 10");
  EXPECT_EQ(text(track_.points(Measure::kFlows, 3)), "- 7 8 0");
  EXPECT_EQ(text(track_.points(Measure::kBytes, 3)), "");
}

TEST_F(Tracks, AreRings) {
  for (std::uint32_t tick = 1; tick <= 9; ++tick) track_.note(tick, values(tick * tick * 10), 10);
  EXPECT_EQ(packets(9), "11 13 15 17");
}

TEST_F(Tracks, ShowGapsWhereTicksWereLeftOut) {
  track_.note(1, values(0), {});
  track_.note(2, values(10), 10);
  track_.note(4, values(500), {});
  track_.note(5, values(520), 10);
  EXPECT_EQ(packets(5), "1 - - 2");
  EXPECT_EQ(packets(7), "- 2 - -");
  EXPECT_EQ(packets(100), "- - - -");
  track_.note(100, values(530), 10);
  EXPECT_EQ(packets(100), "- - - -");
}

TEST_F(Tracks, ShowAGapWhereACounterBeganAnew) {
  track_.note(1, values(1000), {});
  track_.note(2, values(40), 10);
  track_.note(3, values(60), 10);
  EXPECT_EQ(packets(3), "- - - 2");
}

TEST_F(Tracks, ShowAGapWhereNothingIsKnown) {
  track_.note(1, values(0), {});
  track_.note(2, values({}), 10);
  track_.note(3, values(20), 10);
  track_.note(4, values(50), 10);
  EXPECT_EQ(packets(4), "- - - 3");
}

TEST_F(Tracks, WithoutPointsMakeRatesAllTheSame) {
  Track none(kBoth, 0);
  none.note(1, values(10), {});
  EXPECT_EQ(none.note(2, values(30), 10)[0], 2);
  EXPECT_EQ(none.points(Measure::kPackets, 2).size(), 0U);
  EXPECT_FALSE(none.keeps_points());
}

}  // namespace
}  // namespace shunt::history
