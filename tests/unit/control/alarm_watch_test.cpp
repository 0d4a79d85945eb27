// SPDX-License-Identifier: Apache-2.0
#include "control/alarm_watch.h"

#include <gmock/gmock.h>

namespace shunt::control {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class AnAlarmWatch : public testing::Test {
 protected:
  /// What is told of these alarms: "+ id: text" or "- id: text".
  std::vector<std::string> look(const std::vector<std::pair<std::string, std::string>>& alarms) {
    Status status;
    for (const auto& [id, text] : alarms) {
      status.alarm_ids.push_back(id);
      status.alarms.push_back(text);
    }
    std::vector<std::string> told;
    for (const auto& news : watch_.look(status))
      told.push_back((news.begins ? "+ " : "- ") + news.id + ": " + news.text);
    return told;
  }

  AlarmWatch watch_;
};

TEST_F(AnAlarmWatch, TellsTheBeginAndTheEndWhateverTheTextBecomesMeanwhile) {
  EXPECT_THAT(look({{"backends_down web", "1 of 4"}}), IsEmpty());
  EXPECT_THAT(look({{"backends_down web", "2 of 4"}}), ElementsAre("+ backends_down web: 2 of 4"));
  EXPECT_THAT(look({{"backends_down web", "3 of 4"}}), IsEmpty());
  EXPECT_THAT(look({}), ElementsAre("- backends_down web: 2 of 4"));
  EXPECT_THAT(look({}), IsEmpty());
}

TEST_F(AnAlarmWatch, SaysNothingOfWhatPasses) {
  EXPECT_THAT(look({{"service_waiting new", "asked"}}), IsEmpty());
  EXPECT_THAT(look({}), IsEmpty());
}

TEST_F(AnAlarmWatch, TakesAlarmsOfOneIdForOne) {
  EXPECT_THAT(look({{"a", "1"}, {"a", "2"}, {"b", "3"}}), IsEmpty());
  EXPECT_THAT(look({{"a", "1"}, {"a", "2"}, {"b", "3"}}), ElementsAre("+ a: 1", "+ b: 3"));
  EXPECT_THAT(look({{"a", "2"}, {"b", "3"}}), IsEmpty());
}

}  // namespace
}  // namespace shunt::control
