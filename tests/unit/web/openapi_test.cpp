// SPDX-License-Identifier: Apache-2.0
// docs/openapi.yaml against what the controller writes: the same fields, everywhere.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "support/example_views.h"
#include "unit/web/openapi_file.h"
#include "web/history_json.h"
#include "web/json.h"
#include "web/overview.h"

namespace shunt::web {
namespace {

using Json = nlohmann::json;

class OpenApi : public testing::Test {
 protected:
  void SetUp() override {
    const Json file = test::openapi_file();
    ASSERT_TRUE(file.is_object());
    schemas_ = file["components"]["schemas"];
  }

  /// Every field of `value` is in the schema; the fields that were met are taken note of.
  void expect_described(const Json& value, const std::string& name) {
    ASSERT_TRUE(schemas_.contains(name)) << name;
    ASSERT_TRUE(value.is_object()) << name << ": " << value;
    for (const auto& [field, content] : value.items()) {
      ASSERT_TRUE(schemas_[name]["properties"].contains(field)) << name << "." << field << " is not described";
      met_.insert(name + "." + field);
      expect_described_field(content, schemas_[name]["properties"][field], name + "." + field);
    }
  }

  void expect_described_field(const Json& content, const Json& schema, const std::string& where) {
    if (schema.empty()) return;  // anything
    if (schema.contains("$ref")) {
      const auto reference = schema["$ref"].get<std::string>();
      const auto name = reference.substr(reference.rfind('/') + 1);
      if (content.is_null() && schemas_[name].value("nullable", "") == "true") return;
      expect_described(content, name);
    } else if (schema["type"] == "array") {
      ASSERT_TRUE(content.is_array()) << where;
      for (const Json& item : content) expect_described_field(item, schema["items"], where);
    } else if (schema["type"] == "integer") {
      EXPECT_TRUE(content.is_number_integer() || (content.is_null() && schema.value("nullable", "") == "true"))
          << where;
    } else if (schema["type"] == "number") {
      EXPECT_TRUE(content.is_number() || (content.is_null() && schema.value("nullable", "") == "true")) << where;
    } else if (schema["type"] == "boolean") {
      EXPECT_TRUE(content.is_boolean()) << where;
    } else {
      EXPECT_TRUE(content.is_string() || (content.is_null() && schema["nullable"] == "true")) << where;
      if (!schema.contains("enum") || content.is_null()) return;
      EXPECT_TRUE(std::count(schema["enum"].begin(), schema["enum"].end(), content)) << where << ": " << content;
    }
  }

  Json schemas_;
  std::set<std::string> met_;
};

TEST_F(OpenApi, DescribesEveryFieldThatTheControllerWritesAndNoOther) {
  control::Stats stats = test::example_stats(true);
  stats.services[0].backends[0].forwarded.per_cpu = {{1, 60}};
  stats.interfaces[0].counters.per_cpu = {{}};
  expect_described(Json::parse(to_json(test::example_status_under_change())), "Status");
  expect_described(Json::parse(to_json(stats)), "Stats");
  expect_described(Json::parse(overview_json(test::example_status_under_change(), stats)), "Overview");
  expect_described(Json::parse(to_json(test::example_history())), "History");
  expect_described(Json::parse(to_json(test::example_reload())), "ReloadReport");
  expect_described(Json::parse(to_json(test::example_breaking_plan())), "PlanReport");
  expect_described(Json::parse(to_json(control::BackendReport{})), "BackendReport");
  expect_described(Json::parse(to_json(control::AttachReport{test::example_status().interfaces[0], {}})),
                   "AttachReport");
  expect_described(Json::parse(to_json(test::example_diagnosis())), "DiagnosisReport");
  expect_described(Json::parse(to_json(model::Log{})), "Log");
  expect_described(Json::parse(to_json(test::example_flows())), "FlowReport");
  expect_described(Json::parse(to_json(test::example_explanation())), "Explanation");
  expect_described(Json::parse(to_json(test::example_capture())), "CaptureReport");
  expect_described(Json::parse(to_json(Refusal{"no", {"a"}})), "Problem");
  for (const char* written_by_clients :
       {"AttachRequest", "BackendRequest", "CaptureRequest", "LogRequest", "Question"})
    schemas_.erase(written_by_clients);
  for (const auto& [name, schema] : schemas_.items())
    for (const auto& [field, unused] : schema["properties"].items())
      EXPECT_TRUE(met_.contains(name + "." + field)) << name << "." << field << " is described and never written";
}

}  // namespace
}  // namespace shunt::web
