// SPDX-License-Identifier: Apache-2.0
#include "log/limit.h"

#include <gmock/gmock.h>

namespace shunt::log {
namespace {

using namespace std::chrono_literals;

class ALimit : public testing::Test {
 protected:
  /// How many of so many lines at once are admitted.
  unsigned admitted(Event event, unsigned count, const std::string& backend = "198.51.100.11") {
    unsigned admitted = 0;
    for (unsigned i = 0; i < count; ++i)
      admitted +=
          limit_.admit({.event = event, .of = {.service = "web", .backend = backend}, .message = ""}, now_);
    return admitted;
  }

  Limit limit_;
  Limit::Time now_{};
};

TEST_F(ALimit, BoundsTheLinesOfOneSubjectAndCountsTheRest) {
  EXPECT_EQ(admitted(Event::kBackendDown, 100), Limit::kOfSubject.burst);
  EXPECT_EQ(admitted(Event::kBackendUp, 5), 5U) << "another event";
  EXPECT_EQ(admitted(Event::kBackendDown, 5, "198.51.100.12"), 5U) << "another subject";
  EXPECT_THAT(limit_.take_suppressed(now_), testing::IsEmpty()) << "it may not speak again yet";
  now_ += 2 * Limit::kOfSubject.period;
  const auto told = limit_.take_suppressed(now_);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].event, Event::kBackendDown);
  EXPECT_EQ(told[0].of.backend, "198.51.100.11");
  EXPECT_EQ(told[0].lines, 80U);
  EXPECT_THAT(limit_.take_suppressed(now_), testing::IsEmpty());
  EXPECT_EQ(admitted(Event::kBackendDown, 100), 1U) << "the line that told it counts, too";
}

TEST_F(ALimit, BoundsTheLinesOfOneEventOverAllSubjects) {
  unsigned count = 0;
  for (unsigned i = 0; i < 3 * Limit::kOfEvent.burst; ++i)
    count += admitted(Event::kBackendDown, 1, "subject " + std::to_string(i));
  EXPECT_EQ(count, Limit::kOfEvent.burst);
  EXPECT_EQ(admitted(Event::kBackendUp, 1), 1U);
  now_ += 1h;
  std::uint64_t told = 0;
  for (const auto& suppressed : limit_.take_suppressed(now_)) told += suppressed.lines;
  EXPECT_EQ(told, 2 * Limit::kOfEvent.burst) << "nothing is left out in silence";
}

TEST_F(ALimit, NeverLeavesOutWhoChangedWhat) { EXPECT_EQ(admitted(Event::kAudit, 10'000), 10'000U); }

TEST_F(ALimit, OfOneAskedWronglyInALoopIsBounded) {
  EXPECT_EQ(admitted(Event::kAuditRefused, 10'000), Limit::kOfSubject.burst);
  unsigned in_an_hour = 0;
  for (int second = 0; second < 3600; ++second, now_ += 1s) {
    in_an_hour += admitted(Event::kAuditRefused, 100);
    in_an_hour += static_cast<unsigned>(limit_.take_suppressed(now_).size());
  }
  EXPECT_LE(in_an_hour, 601U);
}

}  // namespace
}  // namespace shunt::log
