// SPDX-License-Identifier: Apache-2.0
#include "web/routes.h"

#include <gmock/gmock.h>

#include "support/fake_api.h"
#include "web/json.h"
#include "web/overview.h"

namespace shunt::web {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Routes : public testing::Test {
 protected:
  Response ask(std::string_view method, std::string_view target, std::string_view body = "") {
    return respond(api_, {method, target, body}, access_);
  }

  test::FakeApi api_;
  Access access_ = Access::kChange;
};

TEST_F(Routes, AnswerStatusAndStats) {
  EXPECT_EQ(ask("GET", "/v1/status").body, to_json(test::example_status()));
  EXPECT_EQ(ask("GET", "/v1/stats").body, to_json(test::example_stats(false)));
  EXPECT_EQ(ask("GET", "/v1/stats?per_cpu=0").body, to_json(test::example_stats(false)));
  EXPECT_EQ(ask("GET", "/v1/stats?per_cpu=1").body, to_json(test::example_stats(true)));
}

TEST_F(Routes, AnswerTheHistoryOfWhatIsNamed) {
  EXPECT_EQ(
      ask("GET", "/v1/history").body,
      R"({"until":"2026-11-21T01:12:22.042Z","interval_s":10,"series":[{"kind":"service","name":"web",)"
      R"("packets":[0.1,null,1235],"bytes":[6,null,1.235e+07],"drops":[0,null,0],"new_flows":[null,null,null],)"
      R"("flows":[3,2,0]}]})");
  EXPECT_EQ(ask("GET", "/v1/history?service=web%20one&backend=2001%3Adb8%3A%3A1").status, 200U);
  EXPECT_EQ(api_.asked_history.back().service, "web one");
  EXPECT_EQ(api_.asked_history.back().backend, test::address("2001:db8::1"));
  EXPECT_EQ(ask("GET", "/v1/history?every=service").status, 200U);
  EXPECT_TRUE(api_.asked_history.back().every_service);
  for (const char* query : {"service=", "backend=198.51.100.11", "service=web&backend=b1", "every=backend",
                            "service", "service=a&service=b", "every=service&service=web", "service=%zz", "&"})
    EXPECT_EQ(ask("GET", "/v1/history?" + std::string(query)).status, 400U) << query;
  api_.next_history.reset();
  EXPECT_EQ(ask("GET", "/v1/history?service=dns").status, 404U);
}

TEST_F(Routes, AnswerOfOneService) {
  const auto status = from_json<control::Status>(ask("GET", "/v1/status?service=web").body);
  ASSERT_TRUE(status);
  ASSERT_EQ(status->services.size(), 1U);
  EXPECT_EQ(status->services[0].name, "web");
  EXPECT_EQ(ask("GET", "/v1/status?service=none").status, 404U);
  EXPECT_EQ(ask("GET", "/v1/status?per_cpu=0").status, 400U);
  const auto stats = from_json<control::Stats>(ask("GET", "/v1/stats?service=web&per_cpu=1").body);
  ASSERT_TRUE(stats);
  ASSERT_EQ(stats->services.size(), 1U);
  EXPECT_FALSE(stats->services[0].counters.per_cpu.empty());
  EXPECT_EQ(ask("GET", "/v1/stats?service=none").status, 404U);
}

TEST_F(Routes, AnswerTheOverview) {
  EXPECT_EQ(ask("GET", "/v1/overview").body, overview_json(test::example_status(), test::example_stats(true)));
  EXPECT_EQ(ask("GET", "/v1/overview?x=1").status, 400U);
}

TEST_F(Routes, HaveThePageWithinThem) {
  const Response page = respond(api_, {.method = "GET", .target = "/", .accept_encoding = "gzip"}, Access::kRead);
  EXPECT_EQ(page.status, 200U);
  EXPECT_EQ(page.type, "text/html; charset=utf-8");
  EXPECT_EQ(ask("GET", "/dygraph.min.js").type, "text/javascript; charset=utf-8");
  EXPECT_THAT(ask("GET", "/dygraph.licence.txt").body, HasSubstr("Permission is hereby granted"));
}

TEST_F(Routes, AnswerMetricsInTheFormThatIsAskedFor) {
  const Response plain = ask("GET", "/metrics");
  EXPECT_EQ(plain.status, 200U);
  EXPECT_EQ(plain.type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(plain.body, HasSubstr("\nshunt_service_packets_total{service=\"web\"} 1234567\n"));
  EXPECT_EQ(ask("GET", "/metrics?cpu=0").body, plain.body);
  EXPECT_THAT(ask("GET", "/metrics?cpu=1").body, HasSubstr("{service=\"web\",cpu=\"0\"} 1234560\n"));
  const Response open = respond(api_, {"GET", "/metrics", "", "application/openmetrics-text"}, Access::kRead);
  EXPECT_EQ(open.type, "application/openmetrics-text; version=1.0.0; charset=utf-8");
  EXPECT_THAT(open.body, testing::EndsWith("\n# EOF\n"));
}

TEST_F(Routes, SayWhichFormsOfMetricsThereAre) {
  const Response refused = respond(api_, {"GET", "/metrics", "", "application/json"}, Access::kRead);
  EXPECT_EQ(refused.status, 406U);
  EXPECT_EQ(refused.type, "application/problem+json");
  EXPECT_THAT(refusal_from_json(refused.body).error, HasSubstr("text/plain or application/openmetrics-text"));
  const Response posted = ask("POST", "/metrics");
  EXPECT_EQ(posted.status, 405U);
  EXPECT_EQ(posted.allow, "GET, HEAD");
}

TEST_F(Routes, RefuseQueriesThatTheyDoNotKnow) {
  for (const char* target : {"/metrics?cpu=all", "/metrics?per_cpu=1", "/v1/stats?per_cpu=yes",
                             "/v1/stats?since=1", "/v1/status?per_cpu=1"})
    EXPECT_EQ(ask("GET", target).status, 400U) << target;
}

TEST_F(Routes, ReloadAndReport) {
  const Response response = ask("POST", "/v1/reload");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body, to_json(test::example_reload()));
  EXPECT_EQ(api_.reloads, 1);
}

TEST_F(Routes, ShowEveryErrorOfARefusedReload) {
  api_.next_reload.errors = {"shunt.yaml:3:5: unknown key", "shunt.yaml:9:1: duplicate service"};
  const Response response = ask("POST", "/v1/reload");
  EXPECT_EQ(response.status, 422U);
  EXPECT_THAT(refusal_from_json(response.body).errors, ElementsAre(HasSubstr(":3:5:"), HasSubstr(":9:1:")));
}

TEST_F(Routes, BeginADiagnosisAndShowIt) {
  const std::string target = "/v1/services/web/backends/198.51.100.11/diagnosis";
  const auto begun = from_json<control::DiagnosisReport>(ask("POST", target).body);
  ASSERT_TRUE(begun);
  EXPECT_TRUE(begun->running);
  EXPECT_EQ(ask("GET", target).body, to_json(test::example_diagnosis()));
  EXPECT_EQ(api_.diagnoses, 1);
  EXPECT_EQ(ask("GET", "/v1/services/web/backends/198.51.100.12/diagnosis").status, 404U);
  EXPECT_EQ(ask("POST", "/v1/services/mail/backends/198.51.100.11/diagnosis").status, 404U);
  EXPECT_EQ(ask("PATCH", target).allow, "POST, GET, HEAD");
}

TEST_F(Routes, LetStrangersLookAtADiagnosisAndBeginNone) {
  access_ = Access::kRead;
  const std::string target = "/v1/services/web/backends/198.51.100.11/diagnosis";
  EXPECT_EQ(ask("POST", target).status, 403U);
  EXPECT_EQ(api_.diagnoses, 0);
  EXPECT_EQ(ask("GET", target).status, 200U);
}

TEST_F(Routes, ForceAReloadOnlyIfTheQuerySaysSo) {
  ask("POST", "/v1/reload?force=1");
  EXPECT_TRUE(api_.forced);
  ask("POST", "/v1/reload?force=0");
  EXPECT_FALSE(api_.forced);
  EXPECT_EQ(ask("POST", "/v1/reload?force=yes").status, 400U);
  EXPECT_EQ(ask("POST", "/v1/reload?force").status, 400U);
  EXPECT_EQ(api_.reloads, 2);
}

TEST_F(Routes, PlanWithTheControllersFileOrTheOneInTheBody) {
  const Response response = ask("POST", "/v1/plan");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body, to_json(test::example_plan()));
  ask("POST", "/v1/plan?name=%2Fetc%2Fnew%20one.yaml", "services: []");
  ask("POST", "/v1/plan", "services: []");
  ask("POST", "/v1/plan?name=empty.yaml");
  ASSERT_EQ(api_.planned.size(), 4U);
  EXPECT_FALSE(api_.planned[0]);
  EXPECT_EQ(api_.planned[1]->name, "/etc/new one.yaml");
  EXPECT_EQ(api_.planned[1]->text, "services: []");
  EXPECT_EQ(api_.planned[2]->name, "body");
  EXPECT_EQ(api_.planned[3]->text, "") << "an empty file is not the controller's";
}

TEST_F(Routes, ShowEveryErrorOfAPlan) {
  api_.next_plan.errors = {"new.yaml:3:5: unknown key", "new.yaml:9:1: duplicate service"};
  const Response response = ask("POST", "/v1/plan?name=new.yaml", "x");
  EXPECT_EQ(response.status, 422U);
  EXPECT_EQ(refusal_from_json(response.body).error, "2 errors; a reload would apply nothing");
  EXPECT_THAT(refusal_from_json(response.body).errors, ElementsAre(HasSubstr(":3:5:"), HasSubstr(":9:1:")));
}

TEST_F(Routes, RefuseToPlanWithoutAName) {
  for (const char* target : {"/v1/plan?name=", "/v1/plan?name=%zz", "/v1/plan?file=a", "/v1/plan?force=1"})
    EXPECT_EQ(ask("POST", target, "x").status, 400U) << target;
  EXPECT_TRUE(api_.planned.empty());
}

TEST_F(Routes, ChangeABackend) {
  const Response response = ask("PATCH", "/v1/services/web/backends/198.51.100.11",
                                R"({"state": "draining", "for": 600, "weight": null, "force": true})");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(from_json<control::BackendReport>(response.body).value().slots_moved, 131U);
  ASSERT_EQ(api_.changes.size(), 1U);
  EXPECT_EQ(api_.changes[0].service, "web");
  EXPECT_EQ(api_.changes[0].backend, test::address("198.51.100.11"));
  EXPECT_EQ(api_.changes[0].change.state, model::AdminState::kDraining);
  EXPECT_EQ(api_.changes[0].change.drain_for, std::chrono::minutes(10));
  EXPECT_TRUE(api_.changes[0].change.weight_of_file);
  EXPECT_TRUE(api_.changes[0].change.force);
  ask("PATCH", "/v1/services/w%65b/backends/2001%3Adb8::7", R"({"weight": 5})");
  EXPECT_EQ(api_.changes.at(1).service, "web");
  EXPECT_EQ(api_.changes.at(1).backend, test::address("2001:db8::7"));
  EXPECT_EQ(api_.changes.at(1).change.weight, 5U);
}

TEST_F(Routes, TellWhyABackendWasNotChanged) {
  const Response unknown = ask("PATCH", "/v1/services/wbe/backends/198.51.100.11", R"({"weight": 5})");
  EXPECT_EQ(unknown.status, 404U);
  EXPECT_EQ(refusal_from_json(unknown.body).error, "there is no service wbe; there is web");
  EXPECT_EQ(ask("PATCH", "/v1/services/web/backends/198.51.100.11", R"({"state": "disabled"})").status, 409U);
  EXPECT_EQ(ask("PATCH", "/v1/services/web/backends/2001:db8:1::13", R"({"weight": 5})").status, 422U);
}

TEST_F(Routes, RefuseBackendsThatNobodyCanHave) {
  for (const char* target :
       {"/v1/services//backends/198.51.100.11", "/v1/services/web/backends/", "/v1/services/web/backends/web",
        "/v1/services/web/backends/198.51.100.11/24", "/v1/services/%zz/backends/198.51.100.11",
        "/v1/services/web/backends/198.51.100.0%2F24"})
    EXPECT_EQ(ask("PATCH", target, R"({"weight": 5})").status, 400U) << target;
  for (const char* target :
       {"/v1/services", "/v1/services/web", "/v1/services/web/backends", "/v1/services/web/x"})
    EXPECT_EQ(ask("PATCH", target, R"({"weight": 5})").status, 404U) << target;
  EXPECT_TRUE(api_.changes.empty());
}

TEST_F(Routes, TakeALargeBodyOnlyWhereItIsAFileAndFromWhoMayChange) {
  EXPECT_EQ(max_body_bytes("POST", "/v1/plan", Access::kChange), 16U << 20);
  EXPECT_EQ(max_body_bytes("POST", "/v1/plan?name=a", Access::kChange), 16U << 20);
  EXPECT_EQ(max_body_bytes("POST", "/v1/plan", Access::kRead), 4096U);
  EXPECT_EQ(max_body_bytes("GET", "/v1/plan", Access::kChange), 4096U);
  EXPECT_EQ(max_body_bytes("POST", "/v1/reload?/v1/plan", Access::kChange), 4096U);
}

TEST_F(Routes, AttachInTheModeThatTheBodyNames) {
  const Response response = ask("PUT", "/v1/interfaces/eth0", R"({"mode": "generic"})");
  EXPECT_EQ(response.status, 200U);
  EXPECT_THAT(response.body, HasSubstr("no native XDP"));
  ask("PUT", "/v1/interfaces/eth%30");
  EXPECT_THAT(api_.attached, ElementsAre(std::pair("eth0", model::AttachMode::kGeneric),
                                         std::pair("eth0", model::AttachMode::kAuto)));
}

TEST_F(Routes, PassOnWhyTheControllerRefuses) {
  const Response attach = ask("PUT", "/v1/interfaces/eth1");
  EXPECT_EQ(attach.status, 409U);
  EXPECT_EQ(refusal_from_json(attach.body).error, "another XDP program (id 9, firewall) is on eth1");
  EXPECT_EQ(ask("DELETE", "/v1/interfaces/eth1").status, 409U);
  EXPECT_EQ(ask("DELETE", "/v1/interfaces/eth0").status, 200U);
  EXPECT_EQ(api_.detached, 1);
}

TEST_F(Routes, RefuseNamesThatNoInterfaceHas) {
  for (const char* name :
       {"", ".", "..", "a%2fb", "a/b", "sixteen-letters-", "%", "%4", "%zz", "%00", "a%20b", "a:1"})
    EXPECT_EQ(ask("PUT", "/v1/interfaces/" + std::string(name)).status, 400U) << name;
  EXPECT_TRUE(api_.attached.empty());
}

TEST_F(Routes, RefuseBodiesThatTheyDoNotUnderstand) {
  EXPECT_EQ(ask("PUT", "/v1/interfaces/eth0", "native").status, 400U);
  EXPECT_EQ(ask("PUT", "/v1/interfaces/eth0", R"({"mode": "fast"})").status, 400U);
  EXPECT_TRUE(api_.attached.empty());
}

TEST_F(Routes, NameTheMethodsOfAResource) {
  EXPECT_EQ(ask("POST", "/v1/status").allow, "GET, HEAD");
  EXPECT_EQ(ask("DELETE", "/v1/stats").allow, "GET, HEAD");
  EXPECT_EQ(ask("GET", "/v1/reload").allow, "POST");
  EXPECT_EQ(ask("GET", "/v1/interfaces/eth0").allow, "PUT, DELETE");
  EXPECT_EQ(ask("GET", "/v1/reload").status, 405U);
  EXPECT_EQ(ask("GET", "/v1/plan").allow, "POST");
  EXPECT_EQ(ask("PUT", "/v1/services/web/backends/198.51.100.11").allow, "PATCH");
}

TEST_F(Routes, KnowNothingElse) {
  for (const char* target : {"", "*", "/v1", "/v1/status/", "/v1/interfaces", "//v1/status", "/metrics/"})
    EXPECT_EQ(ask("GET", target).status, 404U) << target;
}

TEST_F(Routes, ChangeNothingForReaders) {
  access_ = Access::kRead;
  EXPECT_EQ(ask("GET", "/v1/status").status, 200U);
  EXPECT_EQ(ask("POST", "/v1/reload").status, 403U);
  EXPECT_EQ(ask("PUT", "/v1/interfaces/eth0").status, 403U);
  EXPECT_EQ(ask("DELETE", "/v1/interfaces/eth0").status, 403U);
  EXPECT_EQ(ask("POST", "/v1/plan").status, 403U) << "reads, and costs work";
  EXPECT_EQ(ask("PATCH", "/v1/services/web/backends/198.51.100.11", R"({"weight": 5})").status, 403U);
  EXPECT_TRUE(api_.planned.empty() && api_.changes.empty());
  EXPECT_EQ(api_.reloads + api_.detached, 0);
  EXPECT_TRUE(api_.attached.empty());
}

TEST_F(Routes, SurviveAControllerThatThrows) {
  api_.throws = true;
  const Response response = ask("GET", "/v1/status");
  EXPECT_EQ(response.status, 500U);
  EXPECT_THAT(response.body, HasSubstr("out of order"));
}

TEST_F(Routes, SayWhatKindOfProblemItIs) {
  const auto type_of = [](const Response& response) { return refusal_from_json(response.body).type; };
  const Response unknown = ask("PATCH", "/v1/services/wbe/backends/198.51.100.11", R"({"weight": 5})");
  EXPECT_EQ(unknown.type, "application/problem+json");
  EXPECT_EQ(type_of(unknown), "urn:shunt:problem:unknown-object");
  const Refusal problem = refusal_from_json(ask("GET", "/v2").body);
  EXPECT_EQ(problem.type, "urn:shunt:problem:not-found");
  EXPECT_EQ(problem.title, "There is no such resource");
  EXPECT_EQ(problem.status, 404U);
  const Refusal capture = refusal_from_json(ask("POST", "/v1/captures", R"({"sample": 0})").body);
  EXPECT_EQ(capture.type, "urn:shunt:problem:invalid-change");
  EXPECT_EQ(capture.title, "What was asked for is never possible") << "it is no backend";
  api_.next_reload.errors = {"shunt.yaml:3:5: unknown key"};
  EXPECT_EQ(type_of(ask("POST", "/v1/reload")), "urn:shunt:problem:invalid-file");
  access_ = Access::kRead;
  EXPECT_EQ(type_of(ask("POST", "/v1/reload")), "urn:shunt:problem:read-only");
}

TEST_F(Routes, AnswerHeadAsGet) {
  EXPECT_EQ(ask("HEAD", "/v1/status").body, ask("GET", "/v1/status").body);
  EXPECT_EQ(ask("HEAD", "/v1/reload").status, 405U);
}

}  // namespace
}  // namespace shunt::web
