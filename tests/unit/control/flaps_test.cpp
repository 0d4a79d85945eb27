// SPDX-License-Identifier: Apache-2.0
// Ways that come and go are an alarm; one outage is none.
#include "control/flaps.h"

#include <gmock/gmock.h>

namespace shunt::control {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const net::IpAddress kBackend = *net::IpAddress::parse("198.51.100.11");
constexpr Flaps::Time kStart{};

/// Down and up again, `times` times, 10 s apart; the time of the last change.
Flaps::Time flap(Flaps& flaps, int times) {
  auto now = kStart;
  flaps.follow(kBackend, "eth0", now);
  for (int i = 0; i < times; ++i) {
    flaps.follow(kBackend, "", now += 5s);
    flaps.follow(kBackend, "eth0", now += 5s);
  }
  return now;
}

TEST(Flaps, TwoOutagesAreNoAlarm) {
  Flaps flaps;
  const auto now = flap(flaps, 2);
  EXPECT_THAT(flaps.alarms(now), IsEmpty());
}

TEST(Flaps, ManyChangesAreAnAlarmUntilTheyAreOld) {
  Flaps flaps;
  const auto now = flap(flaps, 3);
  EXPECT_THAT(flaps.alarms(now),
              ElementsAre(testing::Field(&Alarm::text,
                                         "next hops flap, and packets are lost or move each time: 198.51.100.11 "
                                         "(6 changes in 5 min)")));
  EXPECT_THAT(flaps.alarms(now + 5min), IsEmpty());
}

TEST(Flaps, WhatStaysAsItIsIsNoChange) {
  Flaps flaps;
  for (int i = 0; i < 100; ++i) flaps.follow(kBackend, "eth0", kStart + i * 1s);
  EXPECT_THAT(flaps.alarms(kStart + 100s), IsEmpty());
}

TEST(Flaps, ABackendThatIsNoMoreIsForgotten) {
  Flaps flaps;
  const auto now = flap(flaps, 3);
  flaps.keep_only({});
  EXPECT_THAT(flaps.alarms(now), IsEmpty());
}

}  // namespace
}  // namespace shunt::control
