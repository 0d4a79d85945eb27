// SPDX-License-Identifier: Apache-2.0
#include "log/event.h"

#include <gmock/gmock.h>

#include <set>
#include <string>

namespace shunt::log {
namespace {

TEST(Events, HaveIdsOfTheirOwnThatNeverChange) {
  std::set<std::string_view> ids;
  std::set<std::string> messages;
  for (const auto& event : all_events()) {
    EXPECT_TRUE(ids.insert(event.id).second) << event.id;
    EXPECT_TRUE(messages.insert(message_id(event.id).text).second) << event.id;
    EXPECT_THAT(std::string(event.id), testing::MatchesRegex("[a-z]+(_[a-z]+)*"));
  }
  EXPECT_STREQ(message_id("backend_down").text, "c42002c38182dc62909f892c949fc8a1")
      << "filters of journals go by it";
}

TEST(Events, SayWhatTheyMeanAndWhatToDo) {
  for (const auto& event : all_events()) {
    EXPECT_FALSE(event.meaning.empty()) << event.id;
    EXPECT_FALSE(event.remedy.empty()) << event.id;
    if (event.level >= model::LogLevel::kWarning) {
      EXPECT_NE(event.remedy, "nothing") << event.id;
    }
  }
  EXPECT_EQ(info_of(Event::kBackendDown).id, "backend_down");
}

}  // namespace
}  // namespace shunt::log
