// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "parse_text.h"

namespace shunt::config {
namespace {

using testing::ElementsAre;
using enum model::LogLevel;
using enum model::LogFormat;
using enum model::LogTo;

std::string with_log(const std::string& value) { return "log: " + value + "\nservices: []\n"; }
model::Log log_of(const std::string& value) { return valid(with_log(value)).log; }
std::vector<std::string> log_errors(const std::string& value) { return errors_of(with_log(value)); }

TEST(ConfigLog, IsTextOfInfoAndAboveToWhereStandardErrorLeadsIfTheFileDoesNotSay) {
  EXPECT_EQ(valid("services: []\n").log, (model::Log{kInfo, kText, kAuto}));
  EXPECT_EQ(log_of("{}"), (model::Log{kInfo, kText, kAuto}));
}

TEST(ConfigLog, TakesEachKeyAlone) {
  EXPECT_EQ(log_of("{level: error}"), (model::Log{kError, kText, kAuto}));
  EXPECT_EQ(log_of("{format: json}"), (model::Log{kInfo, kJson, kAuto}));
  EXPECT_EQ(log_of("{to: journal}"), (model::Log{kInfo, kText, kJournal}));
}

TEST(ConfigLog, TakesAllKeysInAnyOrder) {
  EXPECT_EQ(log_of("{to: stderr, format: json, level: debug}"), (model::Log{kDebug, kJson, kStderr}));
  EXPECT_EQ(log_of("\n  level: 'debug'\n  to: \"stderr\"\n  format: json"), (model::Log{kDebug, kJson, kStderr}));
}

TEST(ConfigLog, KnowsEveryWordOfEachKey) {
  for (const auto level : model::kLogLevels)
    EXPECT_EQ(log_of("{level: " + std::string(to_string(level)) + "}").level, level);
  for (const auto format : model::kLogFormats)
    EXPECT_EQ(log_of("{format: " + std::string(to_string(format)) + "}").format, format);
  for (const auto to : model::kLogTos) EXPECT_EQ(log_of("{to: " + std::string(to_string(to)) + "}").to, to);
}

TEST(ConfigLog, WordsAreThoseOfTheDocumentation) {
  const auto words = [](const auto& values) {
    std::vector<std::string> found;
    for (const auto value : values) found.emplace_back(to_string(value));
    return found;
  };
  EXPECT_THAT(words(model::kLogLevels), ElementsAre("debug", "info", "warning", "error"));
  EXPECT_THAT(words(model::kLogFormats), ElementsAre("text", "json"));
  EXPECT_THAT(words(model::kLogTos), ElementsAre("auto", "stderr", "journal"));
}

TEST(ConfigLog, HelpsWithWordsThatAreNearlyRight) {
  EXPECT_THAT(log_errors("{level: waring}"),
              ElementsAre("1:14: unknown level \"waring\"; did you mean \"warning\"?"));
  EXPECT_THAT(log_errors("{level: Debug}"),
              ElementsAre("1:14: unknown level \"Debug\"; write it in lower case: debug"));
  EXPECT_THAT(log_errors("{format: jsno}"), ElementsAre("1:15: unknown format \"jsno\"; did you mean \"json\"?"));
  EXPECT_THAT(log_errors("{to: journald}"),
              ElementsAre("1:11: unknown to \"journald\"; did you mean \"journal\"?"));
}

TEST(ConfigLog, SaysWhatItExpectsInPlaceOfWordsThatItDoesNotKnow) {
  EXPECT_THAT(log_errors("{level: 7}"),
              ElementsAre("1:14: unknown level \"7\"; expected debug, info, warning or error"));
  EXPECT_THAT(log_errors("{format: xml}"), ElementsAre("1:15: unknown format \"xml\"; expected text or json"));
  EXPECT_THAT(log_errors("{to: /var/log/shunt.log}"),
              ElementsAre("1:11: unknown to \"/var/log/shunt.log\"; expected auto, stderr or journal"));
}

TEST(ConfigLog, SaysWhatItExpectsInPlaceOfWhatIsNoWord) {
  EXPECT_THAT(log_errors("{level: , format: [json], to: {journal: true}}"),
              ElementsAre("1:14: level: expected debug, info, warning or error, found nothing",
                          "1:24: format: expected text or json, found a list",
                          "1:36: to: expected auto, stderr or journal, found a mapping"));
  EXPECT_THAT(log_errors("{level: ~}"),
              ElementsAre("1:14: level: expected debug, info, warning or error, found nothing"));
}

TEST(ConfigLog, RefusesKeysThatItDoesNotHaveAndThoseThatStandTwice) {
  EXPECT_THAT(log_errors("{levle: info, file: /var/log/shunt.log}"),
              ElementsAre("1:7: unknown key \"levle\" in log; did you mean \"level\"?",
                          "1:20: unknown key \"file\" in log; expected one of: level, format, to"));
  EXPECT_THAT(log_errors("{level: info, level: debug}"),
              ElementsAre("1:20: duplicate key \"level\" in log; it stands in line 1 already"));
}

TEST(ConfigLog, IsAMapping) {
  const std::string expected = "expected log as a mapping with the keys level, format, to, found ";
  EXPECT_THAT(log_errors("debug"), ElementsAre("1:6: " + expected + "\"debug\""));
  EXPECT_THAT(log_errors("[level]"), ElementsAre("1:6: " + expected + "a list"));
  EXPECT_THAT(log_errors(""), ElementsAre("1:5: " + expected + "nothing"));
}

TEST(ConfigLog, WarnsOfJsonForTheJournal) {
  const auto about_json =
      testing::HasSubstr("format: the journal has fields of its own, so that json is for standard error alone");
  EXPECT_THAT(warnings_of(with_log("{to: journal, format: json}")),
              testing::Contains(testing::AllOf(testing::StartsWith("1:28: "), about_json)));
  for (const char* log : {"{to: journal}", "{to: journal, format: text}", "{to: auto, format: json}",
                          "{to: stderr, format: json}", "{format: json}"})
    EXPECT_THAT(warnings_of(with_log(log)), testing::Not(testing::Contains(about_json))) << log;
}

}  // namespace
}  // namespace shunt::config
