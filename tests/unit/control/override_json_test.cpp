// SPDX-License-Identifier: Apache-2.0
#include "control/override_json.h"

#include <gmock/gmock.h>

namespace shunt::control {
namespace {

using testing::HasSubstr;

net::IpAddress address(const char* text) { return net::IpAddress::parse(text).value(); }

/// The reason why `text` cannot be read.
std::string error_of(const std::string& text) {
  const auto read = overrides_from_json(text);
  return read ? "" : read.error().message();
}

std::string file_of(const std::string& fields) {
  return R"({"version": 1, "overrides": [{"service": "web", "backend": "198.51.100.11")" + fields + "}]}";
}

TEST(OverrideJson, IsForPeopleToReadToo) {
  model::Overrides overrides;
  const std::chrono::system_clock::time_point until{std::chrono::milliseconds(1'795'223'542'042)};
  overrides.set("web", address("2001:db8::1"),
                {.state = model::AdminState::kDraining, .until = until, .weight = 5});
  EXPECT_EQ(overrides_to_json(overrides).value(), R"({
 "overrides": [
  {
   "backend": "2001:db8::1",
   "service": "web",
   "state": "draining",
   "until_ms": 1795223542042,
   "weight": 5
  }
 ],
 "version": 1
}
)");
  EXPECT_EQ(overrides_from_json(overrides_to_json(overrides).value()).value(), overrides);
}

TEST(OverrideJson, OfNoneIsReadBackAsNone) {
  EXPECT_TRUE(overrides_from_json(overrides_to_json({}).value()).value().empty());
}

TEST(OverrideJson, OfAnotherVersionIsNotGuessedAt) {
  EXPECT_EQ(error_of(R"({"version": 2, "overrides": []})"),
            "it is of version 2, and this program reads version 1");
  EXPECT_THAT(error_of(R"({"version": "one\n", "overrides": []})"), HasSubstr(R"(version "one\n",)"));
  EXPECT_THAT(error_of(R"({"version": 1.5})"), HasSubstr("version 1.5"));
}

TEST(OverrideJson, HasNoOtherShape) {
  for (const std::string text :
       {"", "[]", "null", "{}", "\xff", R"({"version": 1})", R"({"version": 1, "overrides": {}})",
        R"({"version": 1, "overrides": [], "more": 1})", R"({"version": 1, "overrides": []} more)"})
    EXPECT_EQ(error_of(text), "it is not whole, or was never ours") << text;
  for (const std::string text : {"[1]", "[[]]", R"([{"service": "web"}])", R"([{"backend": "198.51.100.11"}])"})
    EXPECT_EQ(error_of(R"({"version": 1, "overrides": )" + text + "}"),
              "an override names no service and backend");
}

TEST(OverrideJson, HasNoDepthThatCostsMemory) {
  const std::string deep(1'000'000, '[');
  EXPECT_NE(error_of(deep), "");
  EXPECT_NE(error_of(R"({"version": 1, "overrides": )" + deep), "");
}

TEST(OverrideJson, HasNoValueThatNoOverrideHas) {
  for (const std::string field :
       {R"("state": "enabled")", R"("state": "asleep")", R"("state": 1)", R"("weight": -1)", R"("weight": 10001)",
        R"("weight": 1.5)", R"("weight": "1")", R"("weight": 4294967297)", R"("weight": 18446744073709551615)",
        R"("weight": 99999999999999999999)", R"("until_ms": -1, "state": "draining")",
        R"("until_ms": 9223372036854775807, "state": "draining")", R"("colour": 1)"})
    EXPECT_THAT(error_of(file_of(", " + field)), testing::AnyOf(HasSubstr("is not"), HasSubstr("is unknown")))
        << field;
  EXPECT_EQ(error_of(file_of("")), "an override overrides nothing");
  EXPECT_EQ(error_of(file_of(R"(, "weight": 1, "until_ms": 1)")), "there is a deadline without a drain");
  EXPECT_THAT(error_of(R"({"version":1,"overrides":[{"service":"","backend":"192.0.2.1","weight":1}]})"),
              HasSubstr("\"service\" is not"));
  EXPECT_THAT(error_of(R"({"version":1,"overrides":[{"service":"web","backend":"web","weight":1}]})"),
              HasSubstr("\"backend\" is not an address"));
}

/// It goes to the log.
TEST(OverrideJson, HasReasonsOfOneLineWhateverStandsThere) {
  EXPECT_EQ(error_of(file_of(R"(, "a\nb\u00e4": 1)")), R"(the field "a\nb\u00e4" is unknown)");
  const auto reason = error_of(file_of(", \"" + std::string(1000, 'x') + "\": 1"));
  EXPECT_LT(reason.size(), 100U) << reason;
}

TEST(OverrideJson, NamesABackendOnce) {
  const std::string one = R"({"service": "web", "backend": "198.51.100.11", "weight": 1})";
  EXPECT_EQ(error_of(R"({"version": 1, "overrides": [)" + one + "," + one + "]}"),
            "there are two overrides of one backend");
}

TEST(OverrideJson, IsNotWrittenOfANameThatCouldNotBeReadBack) {
  model::Overrides overrides;
  overrides.set("\xff", address("198.51.100.11"), {.state = {}, .until = {}, .weight = 1});
  EXPECT_FALSE(overrides_to_json(overrides));
}

}  // namespace
}  // namespace shunt::control
