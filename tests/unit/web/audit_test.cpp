// SPDX-License-Identifier: Apache-2.0
#include "web/audit.h"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include "control/asking.h"
#include "unit/web/captured_log.h"
#include "unit/web/running_server.h"

namespace shunt::web {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kBackend = "/v1/services/web/backends/198.51.100.11";

/// A client of the UNIX socket: this process.
class Audit : public testing::Test {
 protected:
  Audit() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    client_ = core::UniqueFd(ends[0]);
    server_ = core::UniqueFd(ends[1]);
  }

  Response ask(const Request& request, unsigned status = 200, Access access = Access::kChange) {
    return audited(server_.get(), access, request, [&] {
      asking_ = control::Asking::by();
      return Response{.status = status, .body = "the answer"};
    });
  }

  /// The only line.
  json line() const {
    const auto lines = log_.lines();
    EXPECT_EQ(lines.size(), 1U) << log_.text();
    return lines.empty() ? json::object() : lines.front();
  }

  const std::string uid_ = std::to_string(::getuid());
  const std::string pid_ = std::to_string(::getpid());
  const std::string who_ = "uid " + uid_ + " (pid " + pid_ + ")";
  core::UniqueFd client_, server_;
  test::CapturedLog log_;
  std::string asking_;
};

TEST_F(Audit, SaysWhoAskedForWhatAndWhatCameOfIt) {
  const Response response = ask({"PATCH", kBackend, R"({"weight":5})"});
  EXPECT_EQ(response.body, "the answer");
  const auto asked = "PATCH " + std::string(kBackend) + R"( {"weight":5})";
  EXPECT_EQ(line(), json({{"level", "info"},
                          {"event", "audit"},
                          {"service", "web"},
                          {"backend", "198.51.100.11"},
                          {"uid", uid_},
                          {"pid", pid_},
                          {"asked", asked},
                          {"status", "200"},
                          {"message", who_ + ": " + asked + ": 200"}}));
}

TEST_F(Audit, OfAnInterfaceNamesIt) {
  ask({"DELETE", "/v1/interfaces/eth0", ""});
  EXPECT_EQ(line(), json({{"level", "info"},
                          {"event", "audit"},
                          {"interface", "eth0"},
                          {"uid", uid_},
                          {"pid", pid_},
                          {"asked", "DELETE /v1/interfaces/eth0"},
                          {"status", "200"},
                          {"message", who_ + ": DELETE /v1/interfaces/eth0: 200"}}));
}

TEST_F(Audit, OfWhatWasRefusedIsAWarning) {
  for (const unsigned status : {399U, 400U, 422U, 500U}) ask({"POST", "/v1/services/refused", ""}, status);
  std::vector<std::string> found;
  for (const auto& each : log_.lines())
    found.push_back(each["level"].get<std::string>() + " " + each["event"].get<std::string>() + " " +
                    each["status"].get<std::string>());
  EXPECT_THAT(found, ElementsAre("info audit 399", "warning audit_refused 400", "warning audit_refused 422",
                                 "warning audit_refused 500"));
}

TEST_F(Audit, TellsTheControllerWhoAsksForAsLongAsItAnswers) {
  ask({"POST", "/v1/reload", ""});
  EXPECT_EQ(asking_, who_);
  EXPECT_EQ(control::Asking::by(), "");
}

TEST_F(Audit, HasEachRequestThatChangesOrDoesSomething) {
  const std::vector<std::pair<std::string_view, std::string_view>> changes{
      {"POST", "/v1/reload"},
      {"POST", "/v1/reload?force=1"},
      {"PATCH", kBackend},
      {"POST", "/v1/services/web/backends/198.51.100.11/diagnosis"},
      {"POST", "/v1/captures"},
      {"DELETE", "/v1/captures/7"},
      {"PUT", "/v1/log"},
      {"PUT", "/v1/interfaces/eth0"},
      {"DELETE", "/v1/interfaces/eth0"}};
  for (const auto& [method, target] : changes) ask({method, target, ""});
  const auto lines = log_.lines();
  ASSERT_EQ(lines.size(), changes.size());
  for (std::size_t i = 0; i < lines.size(); ++i)
    EXPECT_EQ(lines[i]["asked"], std::string(changes[i].first) + " " + std::string(changes[i].second));
}

/// Also if a later version has more routes.
TEST_F(Audit, HasEachRouteThatIsNoQuestion) {
  for (const auto& route : routes()) {
    const bool question = route.method == "GET" || route.pattern == "/v1/plan" || route.pattern == "/v1/explain";
    const auto before = log_.lines().size();
    ask({route.method, route.pattern, ""});
    EXPECT_EQ(log_.lines().size(), before + (question ? 0U : 1U)) << route.method << " " << route.pattern;
  }
}

TEST_F(Audit, HasNoQuestion) {
  ask({"GET", "/v1/status", ""});
  ask({"HEAD", "/v1/status", ""});
  ask({"GET", "/v1/flows?limit=5", ""});
  ask({"POST", "/v1/plan", "services: []"});
  ask({"POST", "/v1/plan?name=new.yaml", "services: []"}, 422);
  ask({"POST", "/v1/explain", R"({"packet": ""})"});
  EXPECT_THAT(log_.text(), IsEmpty());
  EXPECT_EQ(asking_, "");
}

TEST_F(Audit, HasNothingOfThoseWhoMayOnlyRead) {
  ask({"POST", "/v1/reload", ""}, 403, Access::kRead);
  ask({"PATCH", kBackend, "{}"}, 403, Access::kRead);
  EXPECT_THAT(log_.text(), IsEmpty());
}

TEST_F(Audit, HasNoFieldOfTheHeader) {
  ask({.method = "POST",
       .target = "/v1/reload",
       .body = "",
       .accept = "secret-accept",
       .accept_encoding = "secret-encoding",
       .if_none_match = "secret-etag"});
  EXPECT_THAT(line()["asked"].get<std::string>(), "POST /v1/reload");
  EXPECT_THAT(log_.text(), Not(HasSubstr("secret")));
}

TEST_F(RunningServer, AuditsNoCredentials) {
  test::CapturedLog log;
  start();
  ask("POST /v1/reload HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic YWxpY2U6c2VjcmV0\r\nCookie: "
      "a=b\r\n\r\n");
  stop();
  ASSERT_EQ(log.lines().size(), 1U);
  EXPECT_EQ(log.lines()[0]["asked"], "POST /v1/reload");
  EXPECT_THAT(log.text(),
              Not(testing::AnyOf(HasSubstr("Basic"), HasSubstr("YWxp"), HasSubstr("alice"), HasSubstr("a=b"))));
}

TEST_F(Audit, SaysSoIfNobodyKnowsWhoAsked) {
  audited(-1, Access::kChange, {"POST", "/v1/reload", ""}, [] { return Response{}; });
  EXPECT_EQ(line()["message"], "uid unknown (pid unknown): POST /v1/reload: 200");
}

TEST_F(Audit, CutsLongBodiesAndTargetsToTheirBeginning) {
  ask({"PATCH", kBackend, std::string(300, 'b')});
  ask({"PATCH", kBackend, std::string(4096, 'b')});
  ask({"PUT", "/v1/interfaces/" + std::string(4000, 'i'), ""});
  const auto lines = log_.lines();
  ASSERT_EQ(lines.size(), 3U);
  const auto start = "PATCH " + std::string(kBackend) + " " + std::string(300, 'b');
  EXPECT_EQ(lines[0]["asked"], start);
  EXPECT_EQ(lines[1]["asked"], start + "...");
  EXPECT_EQ(lines[2]["asked"], "PUT /v1/interfaces/" + std::string(300 - 15, 'i') + "...");
}

TEST_F(Audit, EndsWithTheStatusWhateverIsAsked) {
  const std::string lots(3500, 'X');
  ask({lots, "/v1/services/" + lots, lots}, 405);
  EXPECT_THAT(line()["asked"].get<std::string>(), testing::SizeIs(testing::Le(3 * 303 + 2)));
  EXPECT_THAT(line()["message"].get<std::string>(), testing::EndsWith("...: 405"));
  EXPECT_EQ(line()["status"], "405");
}

TEST_F(Audit, KeepsWhatIsHostileInOneLineAndOneField) {
  const std::string body = "{\"weight\":1}: 200\n{\"event\":\"ready\"}\x1b[2K\r\xff\"";
  ask({"PATCH", "/v1/services/a%22%0A%1b/backends/b%0a", body});
  const auto found = line();
  EXPECT_EQ(found["event"], "audit");
  EXPECT_EQ(found["service"], "a\"\n\x1b");
  EXPECT_EQ(found["backend"], "b\n");
  EXPECT_THAT(found["asked"].get<std::string>(), HasSubstr("\n{\"event\":\"ready\"}\x1b[2K\r\xef\xbf\xbd\""));
  EXPECT_THAT(log_.text(), Not(testing::AnyOf(HasSubstr("\x1b"), HasSubstr("\r"), HasSubstr("\xff"))));
}

TEST_F(Audit, NamesNothingThatIsNotInThePath) {
  ask({"PATCH", "/v1/services/%zz/backends/%", ""});
  EXPECT_FALSE(line().contains("service") || line().contains("backend") || line().contains("interface"));
}

TEST_F(Audit, NamesServicesThatAreCalledAsAPartOfThePath) {
  ask({"PATCH", "/v1/services/backends/backends/198.51.100.11", ""});
  EXPECT_EQ(line()["service"], "backends");
  EXPECT_EQ(line()["backend"], "198.51.100.11");
}

}  // namespace
}  // namespace shunt::web
