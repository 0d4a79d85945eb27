// SPDX-License-Identifier: Apache-2.0
#include "web/json_body.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace shunt::web {
namespace {

std::string object_of(std::size_t values) {
  std::string text = "{\"a\": [0";
  for (std::size_t i = 3; i < values; ++i) text += ",0";
  return text + "]}";
}

TEST(JsonBody, IsAsItWasSent) {
  EXPECT_EQ(parse_body(R"({"a": [1, "x"]})"), nlohmann::json({{"a", {1, "x"}}}));
  EXPECT_TRUE(parse_body("no").is_discarded());
  EXPECT_TRUE(parse_body("").is_discarded());
}

TEST(JsonBody, HasABoundedNumberOfValues) {
  EXPECT_FALSE(parse_body(object_of(kMostValues)).is_discarded());
  EXPECT_TRUE(parse_body(object_of(kMostValues + 1)).is_discarded());
  EXPECT_TRUE(parse_body(std::string(15'000'000, '[')).is_discarded()) << "and at once";
}

TEST(JsonBody, MayHaveALongTextOfAnyCharacters) {
  const nlohmann::json json = {{"config", std::string(100'000, '[') + "\\\",{" + std::string(100'000, ',')}};
  EXPECT_EQ(parse_body(json.dump()), json);
}

}  // namespace
}  // namespace shunt::web
