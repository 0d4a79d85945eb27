// SPDX-License-Identifier: Apache-2.0
#include "web/log_resource.h"

#include <gmock/gmock.h>

#include "support/fake_api.h"
#include "unit/web/captured_log.h"
#include "web/json.h"

namespace shunt::web {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using enum model::LogLevel;

/// The resource of a process that logs what is of level info and above, as JSON to standard error.
class LogResource : public testing::Test {
 protected:
  LogResource() { log::set_level(kInfo); }

  Response ask(std::string_view method, std::string_view body = "", std::string_view target = "/v1/log") {
    return respond(api_, {method, target, body}, access_);
  }

  /// The levels that the log says to have from now on.
  std::vector<std::string> told() const {
    std::vector<std::string> told;
    for (const auto& line : log_.lines())
      told.push_back(line["event"].get<std::string>() + " " + line["message"].get<std::string>());
    return told;
  }

  test::CapturedLog log_;
  test::FakeApi api_;
  Access access_ = Access::kChange;
};

TEST_F(LogResource, SaysWhatIsLogged) {
  const Response response = ask("GET");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.type, "application/json");
  EXPECT_EQ(response.body, R"({"level":"info","format":"json","to":"stderr"})");
  EXPECT_EQ(ask("HEAD").body, response.body);
}

TEST_F(LogResource, TakesEveryLevelAndAnswersWithWhatHoldsThen) {
  for (const auto level : model::kLogLevels) {
    const std::string word(to_string(level));
    const Response response = ask("PUT", R"({"level": ")" + word + "\"}");
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.body, R"({"level":")" + word + R"(","format":"json","to":"stderr"})");
    EXPECT_EQ(ask("GET").body, response.body);
    EXPECT_EQ(log::settings().level, level);
  }
}

TEST_F(LogResource, TellsOfAChangeInTheLogThatItSilences) {
  ask("PUT", R"({"level": "error"})");
  EXPECT_THAT(told(), ElementsAre("log_level is error now, until the next reload"));
}

TEST_F(LogResource, TellsOfAChangeInTheLogThatItOpens) {
  log::set_level(kError);
  ask("PUT", R"({"level": "debug"})");
  EXPECT_THAT(told(), ElementsAre("log_level is debug now, until the next reload"));
}

TEST_F(LogResource, ChangesTheLevelAlone) {
  for (const char* body :
       {R"({"level": "debug", "format": "text"})", R"({"format": "text"})", R"({"to": "journal"})"})
    EXPECT_EQ(ask("PUT", body).status, 400U) << body;
  EXPECT_EQ(log::settings(), (model::Log{kInfo, model::LogFormat::kJson, model::LogTo::kStderr}));
}

TEST_F(LogResource, RefusesBodiesThatItDoesNotUnderstandAndSaysWhatItExpects) {
  for (const char* body :
       {"", "debug", "\"debug\"", "[]", "null", "{", "{}", "\xff", R"(["level", "debug"])", R"({"level": ""})",
        R"({"level": "loud"})", R"({"level": "Debug"})", R"({"level": "debug "})", R"({"level": "warn"})",
        R"({"level": null})", R"({"level": 0})", R"({"level": ["debug"]})", R"({"Level": "debug"})",
        R"({"level": "debug"} {})"}) {
    const Response response = ask("PUT", body);
    EXPECT_EQ(response.status, 400U) << body;
    EXPECT_EQ(response.type, "application/problem+json");
    EXPECT_EQ(refusal_from_json(response.body).error,
              R"(expected {"level": L}, and L is "debug", "info", "warning" or "error")");
  }
  EXPECT_EQ(log::settings().level, kInfo);
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(LogResource, KnowsTwoMethodsAndNoQuery) {
  for (const char* method : {"POST", "PATCH", "DELETE", "put"}) {
    const Response response = ask(method, R"({"level": "debug"})");
    EXPECT_EQ(response.status, 405U) << method;
    EXPECT_EQ(response.allow, "GET, HEAD, PUT") << method;
  }
  EXPECT_EQ(ask("GET", "", "/v1/log?level=debug").status, 400U);
  EXPECT_EQ(ask("PUT", R"({"level": "debug"})", "/v1/log?force=1").status, 400U);
  EXPECT_EQ(ask("PUT", R"({"level": "debug"})", "/v1/log/").status, 404U);
  EXPECT_EQ(log::settings().level, kInfo);
}

TEST_F(LogResource, ShowsTheLevelToReadersWhoMayNotChangeIt) {
  access_ = Access::kRead;
  EXPECT_EQ(ask("GET").status, 200U);
  for (const char* body : {R"({"level": "debug"})", "loud"}) {
    const Response response = ask("PUT", body);
    EXPECT_EQ(response.status, 403U) << body;
    EXPECT_EQ(refusal_from_json(response.body).type, "urn:shunt:problem:read-only");
  }
  EXPECT_EQ(log::settings().level, kInfo);
  EXPECT_THAT(told(), IsEmpty());
}

}  // namespace
}  // namespace shunt::web
