// SPDX-License-Identifier: Apache-2.0
#include "cli/quantity.h"

#include <gtest/gtest.h>

#include "support/example_views.h"

namespace shunt::cli {
namespace {

TEST(Quantity, GroupsDigitsByThree) {
  EXPECT_EQ(count(0), "0");
  EXPECT_EQ(count(999), "999");
  EXPECT_EQ(count(1'000), "1,000");
  EXPECT_EQ(count(18'446'744'073'709'551'615U), "18,446,744,073,709,551,615");
  EXPECT_EQ(count(1, "slot"), "1 slot");
  EXPECT_EQ(count(65'537, "slot"), "65,537 slots");
}

TEST(Quantity, ShowsBytesWithThreeDigits) {
  EXPECT_EQ(bytes(0), "0 B");
  EXPECT_EQ(bytes(1'023), "1023 B");
  EXPECT_EQ(bytes(1'024), "1.00 KiB");
  EXPECT_EQ(bytes(1'023'999), "0.98 MiB");
  EXPECT_EQ(bytes(123'456'789), "118 MiB");
  EXPECT_EQ(bytes(18'446'744'073'709'551'615U), "16.0 EiB");
}

TEST(Quantity, ShowsSharesAndNothingOfNothing) {
  EXPECT_EQ(share(100, 401), "24.9%");
  EXPECT_EQ(share(0, 0), "-");
}

TEST(Quantity, ShowsDurationsInTheirTwoLargestUnits) {
  using std::chrono::seconds;
  EXPECT_EQ(duration(seconds(-5)), "0s");
  EXPECT_EQ(duration(seconds(59)), "59s");
  EXPECT_EQ(duration(seconds(725)), "12m 5s");
  EXPECT_EQ(duration(seconds(11'520)), "3h 12m");
  EXPECT_EQ(duration(seconds(180'000)), "2d 2h");
}

TEST(Quantity, ReadsDurationsWithTheirUnits) {
  using std::chrono::seconds;
  EXPECT_EQ(parse_duration("0s"), seconds(0));
  EXPECT_EQ(parse_duration("90s"), seconds(90));
  EXPECT_EQ(parse_duration("10m"), seconds(600));
  EXPECT_EQ(parse_duration("1h30m"), seconds(5'400));
  EXPECT_EQ(parse_duration("2d"), seconds(172'800));
  for (const char* text : {"", "s", "10", "-10m", "+1s", " 1s", "1s ", "1h30", "1.5h", "1w", "1H", "4294967295d",
                           "4294967296s", "999999999999999999999s"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Quantity, ShowsInstantsInUtc) { EXPECT_EQ(instant(test::example_time()), "2026-11-21 01:12:22 UTC"); }

}  // namespace
}  // namespace shunt::cli
