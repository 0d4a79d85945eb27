// SPDX-License-Identifier: Apache-2.0
#include "web/json.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "support/example_views.h"

namespace shunt::web {
namespace {

using testing::HasSubstr;

template <typename View>
void expect_survives_the_way_there_and_back(const View& view) {
  const std::string text = to_json(view);
  ASSERT_TRUE(nlohmann::json::accept(text)) << text;
  const auto read = from_json<View>(text);
  ASSERT_TRUE(read) << read.error().message() << "\n" << text;
  EXPECT_EQ(to_json(*read), text);
}

TEST(Json, ReadsBackEveryViewThatItWrites) {
  expect_survives_the_way_there_and_back(test::example_status());
  expect_survives_the_way_there_and_back(test::example_status_under_change());
  expect_survives_the_way_there_and_back(test::example_plan());
  expect_survives_the_way_there_and_back(test::example_breaking_plan());
  expect_survives_the_way_there_and_back(
      control::BackendReport{test::example_status_under_change().services[0].backends[0], 131, {"slow"}});
  expect_survives_the_way_there_and_back(test::example_stats(false));
  expect_survives_the_way_there_and_back(test::example_stats(true));
  expect_survives_the_way_there_and_back(test::example_reload());
  expect_survives_the_way_there_and_back(control::AttachReport{test::example_status().interfaces[0], {"slow"}});
  expect_survives_the_way_there_and_back(control::Status{});
}

TEST(Json, WritesValuesAsTheConfigurationSpellsThem) {
  const auto json = nlohmann::json::parse(to_json(test::example_status()));
  EXPECT_EQ(json["loaded_at"], "2026-11-21T01:12:22.042Z");
  EXPECT_EQ(json["services"][0]["ports"], nlohmann::json({"80/tcp"}));
  EXPECT_EQ(json["services"][1]["vip"], "2001:db8::/64");
  EXPECT_EQ(json["services"][0]["backends"][2]["state"], "unresolved");
  EXPECT_EQ(json["interfaces"][0]["attached"], "native");
  EXPECT_TRUE(json["interfaces"][2]["attached"].is_null());
}

TEST(Json, ShowsPerCpuPartsOnlyIfThereAreAny) {
  EXPECT_THAT(to_json(test::example_stats(true)), HasSubstr("per_cpu"));
  EXPECT_THAT(to_json(test::example_stats(false)), Not(HasSubstr("per_cpu")));
}

TEST(Json, EscapesWhatPeopleAndKernelsPutIntoNames) {
  control::Status status;
  status.config_file = "/tmp/a \"quoted\"\n\xff name";
  const std::string text = to_json(status);
  EXPECT_THAT(text, HasSubstr(R"("/tmp/a \"quoted\"\n)"));
  EXPECT_TRUE(nlohmann::json::accept(text)) << text;
}

TEST(Json, UnderstandsANeighbouringVersion) {
  const auto status = from_json<control::Status>(R"({"version": "9", "colour": "blue"})");
  ASSERT_TRUE(status);
  EXPECT_EQ(status->version, "9");
  EXPECT_EQ(status->pid, 0);
}

TEST(Json, NamesTheFieldThatItCannotRead) {
  const auto nested = from_json<control::Status>(R"({"services": [{"backends": [{"address": "nowhere"}]}]})");
  ASSERT_FALSE(nested);
  EXPECT_THAT(nested.error().message(), HasSubstr("\"address\""));
  EXPECT_FALSE(from_json<control::Status>(R"({"pid": "many"})"));
  for (const char* text : {"", "[]", "{", "null", "\xff"}) EXPECT_FALSE(from_json<control::Stats>(text)) << text;
}

TEST(Json, ReadsTimesOnlyInItsOwnForm) {
  const auto loaded_at = [](const std::string& time) {
    return from_json<control::Status>(R"({"loaded_at": ")" + time + "\"}").has_value();
  };
  EXPECT_TRUE(loaded_at("2026-02-28T23:59:59.999Z"));
  for (const char* time : {"2026-02-30T00:00:00.000Z", "2026-02-28T00:00:00Z", "2026-02-28T00:00:00.000Zulu", ""})
    EXPECT_FALSE(loaded_at(time)) << time;
}

TEST(Json, ReadsPortRangesAsTheConfigurationWritesThem) {
  for (const char* ports : {"80/tcp", "5000-5999/udp", "any/tcp", "any", "443"}) {
    const auto stats = from_json<control::Status>(R"({"services": [{"ports": [")" + std::string(ports) + "\"]}]}");
    ASSERT_TRUE(stats) << ports;
    EXPECT_EQ(model::to_string(stats->services[0].ports[0]), ports);
  }
  for (const char* ports : {"80/sctp", "", "80-/tcp", "70000/tcp", "80/tcp "})
    EXPECT_FALSE(from_json<control::Status>(R"({"services": [{"ports": [")" + std::string(ports) + "\"]}]}"))
        << ports;
}

TEST(Json, ReadsTheModeOfAnAttachRequest) {
  EXPECT_EQ(attach_mode_from_json("").value(), model::AttachMode::kAuto);
  EXPECT_EQ(attach_mode_from_json("{}").value(), model::AttachMode::kAuto);
  EXPECT_EQ(attach_mode_from_json(R"({"mode": "generic"})").value(), model::AttachMode::kGeneric);
  for (const char* body : {"native", "[]", R"({"mode": 1})", R"({"mode": "fast"})", R"({"made": "auto"})", "{"})
    EXPECT_FALSE(attach_mode_from_json(body)) << body;
}

TEST(Json, QuotesTheFirstLineOfARefusalThatIsNoJson) {
  EXPECT_EQ(refusal_from_json("<html>\nmore").error, "<html>");
  EXPECT_EQ(refusal_from_json(to_json(Refusal{"no", {"a", "b"}})).errors.size(), 2U);
}

}  // namespace
}  // namespace shunt::web
