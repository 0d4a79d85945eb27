// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "web/json.h"

namespace shunt::web {
namespace {

using testing::HasSubstr;

std::string error_of(const std::string& body) {
  const auto change = backend_change_from_json(body);
  return change ? "" : change.error().message();
}

TEST(BackendChange, IsReadBackAsItWasWritten) {
  for (const char* body : {R"({"state":"disabled"})", R"({"for":1,"state":"draining"})",
                           R"({"for":31536000,"force":true,"state":"draining","weight":10000})", R"({"weight":0})",
                           R"({"weight":null})", R"({"state":"enabled","weight":null})"}) {
    const auto change = backend_change_from_json(body);
    ASSERT_TRUE(change) << change.error().message();
    EXPECT_EQ(to_json(*change), body);
  }
}

TEST(BackendChange, LeavesWhatIsNotNamed) {
  const auto change = backend_change_from_json(R"({"weight": null, "force": false})").value();
  EXPECT_TRUE(change.weight_of_file);
  EXPECT_FALSE(change.weight || change.state || change.drain_for || change.force);
}

TEST(BackendChange, NamesTheFieldThatIsWrongAndWhatItExpected) {
  EXPECT_EQ(error_of(R"({"state": "drain"})"), R"("state": expected "enabled", "draining" or "disabled")");
  for (const char* body : {R"({"state": null})", R"({"state": 1})", R"({"state": ""})"})
    EXPECT_THAT(error_of(body), HasSubstr("\"state\": expected")) << body;
  for (const char* weight : {"-1", "10001", "1.0", "\"1\"", "4294967301", "18446744073709551617", "true", "[]"})
    EXPECT_EQ(error_of(R"({"weight": )" + std::string(weight) + "}"),
              "\"weight\": expected a whole number from 0 to 10000, or null")
        << weight;
  for (const char* seconds : {"0", "-1", "1.5", "\"10m\"", "31536001", "18446744073709551615", "null"})
    EXPECT_EQ(error_of(R"({"state": "draining", "for": )" + std::string(seconds) + "}"),
              "\"for\": expected seconds, 1 to 31536000")
        << seconds;
  EXPECT_EQ(error_of(R"({"weight": 1, "force": 1})"), "\"force\": expected true or false");
  EXPECT_THAT(error_of(R"({"wait": 1})"), HasSubstr("\"wait\": unknown; the body has \"state\""));
}

TEST(BackendChange, ChangesSomething) {
  for (const char* body : {"", "[]", "null", "{", "weight", "\xff"})
    EXPECT_THAT(error_of(body), HasSubstr("no JSON object")) << body;
  for (const char* body : {"{}", R"({"force": true})"})
    EXPECT_THAT(error_of(body), HasSubstr("nothing to change")) << body;
  for (const char* body : {R"({"for": 60})", R"({"for": 60, "state": "disabled"})", R"({"for": 60, "weight": 1})"})
    EXPECT_THAT(error_of(body), HasSubstr("\"for\" is the time of a drain")) << body;
}

}  // namespace
}  // namespace shunt::web
