// SPDX-License-Identifier: Apache-2.0
// docs/openapi.yaml against what respond() answers: the same resources, methods, statuses and types of content.
#include <gmock/gmock.h>

#include <cctype>
#include <set>
#include <string>

#include "core/read_file.h"
#include "support/fake_api.h"
#include "unit/web/openapi_file.h"
#include "web/problem.h"
#include "web/route_match.h"
#include "web/routes.h"
#include "web/target.h"

namespace shunt::web {
namespace {

using Json = nlohmann::json;

std::string lower(std::string_view text) {
  std::string result;
  for (const unsigned char c : text) result += static_cast<char>(std::tolower(c));
  return result;
}

class OpenApiRoutes : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(file_.is_object()); }

  /// The answer's status and type are described where the request's resource is.
  void expect_described(std::string_view method, std::string_view target, std::string_view body = "",
                        Access access = Access::kChange, std::string_view accept = "") {
    const Response response = respond(api_, {method, target, body, accept}, access);
    if (response.later) return;  // it is told when it is there: tests/unit/web/flows_test.cpp
    const std::string status = std::to_string(response.status);
    const std::string where = std::string(method) + " " + std::string(target) + ": " + status;
    const auto path = split_target(target).path;
    for (const Route& route : routes()) {
      if (route.method != method || !match_path(route.pattern, path)) continue;
      const Json& responses = file_["paths"][route.pattern][lower(method)]["responses"];
      ASSERT_TRUE(responses.contains(status)) << where << " is not described";
      Json described = responses[status];
      if (described.contains("$ref")) described = file_["components"]["responses"]["Refused"];
      const std::string type(response.type.substr(0, response.type.find(';')));
      EXPECT_TRUE(described["content"].contains(type)) << where << " as " << type;
      met_.insert(std::string(route.pattern) + " " + lower(method) + " " + status);
      return;
    }
    FAIL() << where << ": no such route";
  }

  Json file_ = test::openapi_file();
  test::FakeApi api_;
  std::set<std::string> met_;
};

TEST_F(OpenApiRoutes, AreThoseOfTheCode) {
  std::set<std::string> described, known;
  for (const auto& [path, item] : file_["paths"].items())
    for (const auto& [method, operation] : item.items())
      if (method != "parameters") described.insert(path + " " + method);
  for (const Route& route : routes()) known.insert(std::string(route.pattern) + " " + lower(route.method));
  EXPECT_EQ(described, known);
}

TEST_F(OpenApiRoutes, HaveTheStatusesThatAreAnswered) {
  constexpr std::string_view kBackend = "/v1/services/web/backends/198.51.100.11";
  const std::string diagnosis = std::string(kBackend) + "/diagnosis";
  for (const char* path : {"/v1/status", "/v1/stats", "/v1/events", "/metrics"}) {
    expect_described("GET", path);
    expect_described("GET", std::string(path) + "?x=1");
  }
  expect_described("GET", "/metrics", "", Access::kRead, "application/openmetrics-text");
  expect_described("GET", "/metrics", "", Access::kRead, "image/png");
  for (const char* target : {"/v1/status?service=no", "/v1/stats?service=no", "/v1/overview", "/v1/overview?x=1",
                             "/v1/history", "/v1/history?x=1", "/v1/history?service=no"})
    expect_described("GET", target);
  api_.next_history.reset();
  expect_described("GET", "/v1/history?service=web");
  for (const char* path : {"/v1/plan", "/v1/reload"}) {
    expect_described("POST", path);
    expect_described("POST", std::string(path) + "?x=1");
    expect_described("POST", path, "", Access::kRead);
  }
  expect_described("PATCH", kBackend, R"({"weight": 5})");
  expect_described("PATCH", kBackend, "no");
  expect_described("PATCH", kBackend, R"({"weight": 5})", Access::kRead);
  expect_described("PATCH", "/v1/services/no/backends/198.51.100.11", R"({"weight": 5})");
  expect_described("PATCH", kBackend, R"({"state": "disabled"})");
  expect_described("PATCH", "/v1/services/web/backends/2001:db8:1::13", R"({"weight": 5})");
  expect_described("POST", diagnosis);
  expect_described("GET", diagnosis);
  expect_described("POST", diagnosis, "", Access::kRead);
  for (const char* method : {"GET", "POST"}) {
    expect_described(method, "/v1/services/web/backends/x/diagnosis");
    expect_described(method, "/v1/services/no/backends/198.51.100.11/diagnosis");
  }
  api_.busy = true;
  expect_described("POST", diagnosis);
  for (const char* method : {"PUT", "DELETE"}) {
    expect_described(method, "/v1/interfaces/eth0");
    expect_described(method, "/v1/interfaces/a%2fb");
    expect_described(method, "/v1/interfaces/eth0", "", Access::kRead);
    expect_described(method, "/v1/interfaces/eth1");
  }
  expect_described("GET", "/v1/log");
  expect_described("GET", "/v1/log?x=1");
  expect_described("PUT", "/v1/log", R"({"level": "info"})");
  expect_described("PUT", "/v1/log", "no");
  expect_described("PUT", "/v1/log", "", Access::kRead);
  api_.next_plan.errors = api_.next_reload.errors = {"shunt.yaml:1:1: no"};
  expect_described("POST", "/v1/plan");
  expect_described("POST", "/v1/reload");
  constexpr auto kQuestion = R"({"from": "203.0.113.7:40000", "to": "192.0.2.10:80"})";
  expect_described("POST", "/v1/explain", kQuestion);  // busy
  expect_described("POST", "/v1/captures", "{}");
  api_.busy = false;
  expect_described("POST", "/v1/explain", kQuestion);
  expect_described("POST", "/v1/explain", "{}");
  expect_described("POST", "/v1/explain", kQuestion, Access::kRead);
  expect_described("POST", "/v1/explain", R"({"packet": "00", "interface": "eth9"})");
  expect_described("POST", "/v1/explain", R"({"packet": "00", "config": {"name": "new.yaml", "text": "no"}})");
  expect_described("POST", "/v1/captures", "{}");
  expect_described("POST", "/v1/captures", "[]");
  expect_described("POST", "/v1/captures", "{}", Access::kRead);
  expect_described("POST", "/v1/captures", R"({"service": "dns"})");
  expect_described("POST", "/v1/captures", R"({"sample": 0})");
  for (const auto& [method, suffix] :
       {std::pair{"GET", ""}, std::pair{"DELETE", ""}, std::pair{"GET", "/packets"}}) {
    for (const char* id : {"7", "8", "seven"})
      expect_described(method, "/v1/captures/" + std::string(id) + suffix);
    expect_described(method, "/v1/captures/7" + std::string(suffix), "", Access::kRead);
  }
  for (const auto& [path, item] : file_["paths"].items())
    for (const auto& [method, operation] : item.items()) {
      // What flows answer is another's to say: here it is only that they are there.
      const bool elsewhere = path == "/v1/flows";
      if (method == "parameters" || elsewhere) continue;
      EXPECT_TRUE(operation["responses"].contains("default")) << path << " " << method;
      for (const auto& [status, unused] : operation["responses"].items())
        EXPECT_TRUE(status == "default" || met_.contains(path + " " + method + " " + status))
            << path << " " << method << " " << status << " is described and never answered";
    }
}

TEST_F(OpenApiRoutes, NameHowClientsSayWhoTheyAre) {
  const Json& schemes = file_["components"]["securitySchemes"];
  EXPECT_EQ(schemes["password"]["scheme"], "basic");
  EXPECT_EQ(schemes["token"]["scheme"], "bearer");
  EXPECT_EQ(file_["security"].size(), 3U) << "one, the other, or none";
}

TEST(ApiDocument, ListsEveryProblemWithItsStatus) {
  const auto text = core::read_file(std::filesystem::path(SHUNT_SOURCE_DIR) / "docs/api.md", 1 << 20);
  ASSERT_TRUE(text);
  for (const Problem& problem : problems())
    EXPECT_THAT(*text, testing::HasSubstr("| " + std::to_string(problem.status) + " | `" +
                                          std::string(problem.name) + "` |"));
}

}  // namespace
}  // namespace shunt::web
